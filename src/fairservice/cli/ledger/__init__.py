"""`fairservice ledger`: one file for a few commands that belong together."""
