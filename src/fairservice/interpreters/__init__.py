"""Engines that judge a request's conditions; all of them mean what `conditions/reference.py` says."""
