"""The study: five networks, every method, post-training and trained, with tables and figures.
`python -m models.study --help`."""
