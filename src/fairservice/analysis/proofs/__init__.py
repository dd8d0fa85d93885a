"""Proofs about a policy: what holds of every case, or a case of which it does not. Needs z3 (the extra `prove`)."""
