"""Data sets from files that the user names: the originals' own formats, or `.npz`. Each module
offers load(path), the training and the test samples. Nothing is downloaded."""
