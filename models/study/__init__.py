"""The study: five networks, every method, post-training and trained, with the tables and figures
that come of it. `python -m models.study --help`."""
