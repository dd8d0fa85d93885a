"""What changes between two versions of a policy, in its meaning: which cases are decided otherwise, and how."""
