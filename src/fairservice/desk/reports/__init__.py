"""What a desk can be asked about itself: figures of requests, rules and favours, and never of an employee."""
