"""What is proved of every policy: one module a claim, each with `prove(bench)`. A new one is a file and a line here."""
