"""What `make docs` adds to docs/: pages of the root, pages generated from the code, figures."""
