"""Decisions: what a policy answers to one case, and why."""
