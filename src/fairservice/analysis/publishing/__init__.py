"""What a policy goes through before it is published, stage by stage."""
