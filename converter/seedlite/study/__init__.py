"""What a user learns about a network before choosing how to store it: disturbing its layers,
sweeping over methods, reporting."""
