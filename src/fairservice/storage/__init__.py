"""The ledger in a database, and how its tables change from version to version."""
