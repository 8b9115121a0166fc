"""One page with all measurements."""
