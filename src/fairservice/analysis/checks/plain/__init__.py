"""Plain analysis: what can be seen of a policy without a prover. It says nothing rather than something unsure."""
