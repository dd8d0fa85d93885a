"""What the desk owes to those whom its record is about: to hear what is kept, to have it put right, to see it go."""
