"""The commands of the desk: what staff do with a policy, each thing on record."""
