"""Data sets from files of the user: the original formats, or `.npz`. Each module offers load(path),
which returns the training and the test samples. Nothing is downloaded."""
