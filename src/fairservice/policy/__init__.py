"""Policies: their files, read into typed rulebooks, and bundled."""
