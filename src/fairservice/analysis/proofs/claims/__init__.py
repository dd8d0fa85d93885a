"""What is proved of every policy: one module a claim, each with `prove(bench)`, and a line in `proofs.prove.CLAIMS`."""
