"""The networks of the demo and the tests, with their data and training recipes. README.md has
the figures. Each module offers build(), train(), load(), calibration() and test_data()."""
