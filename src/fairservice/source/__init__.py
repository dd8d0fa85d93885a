"""Files that people wrote: read with the place of every value, shown back as pictures and in good order."""
