"""What happened, as frozen records: their kinds, how they are chained, and what they come to."""
