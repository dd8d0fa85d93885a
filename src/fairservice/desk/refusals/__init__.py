"""Every refusal of the desk, in the languages that fairservice speaks: one table, in parts by what is refused."""
