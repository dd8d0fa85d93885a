"""When favours become precedents: of one customer, of many, and by one giver; and what then is decided on them."""
