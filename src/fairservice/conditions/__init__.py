"""What a condition is: its words, its types, its one meaning, and its lowered form."""
