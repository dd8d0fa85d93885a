"""Analysis: what is wrong with a policy, and whether its examples hold."""
