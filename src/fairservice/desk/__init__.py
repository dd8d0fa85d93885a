"""The stateful side: a published policy, a ledger and a clock, for the people who answer customers."""
