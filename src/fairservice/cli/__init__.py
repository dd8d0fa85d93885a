"""The command line: one file a command, each of which reads what was typed, calls, and prints."""
