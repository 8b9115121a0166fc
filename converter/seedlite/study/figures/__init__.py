"""Figures: what each shows, and how they become SVG and PNG."""
