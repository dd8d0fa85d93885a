"""The shelf: what was published of a policy, by whom, and which of it is in force when."""
