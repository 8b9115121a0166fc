"""The networks of the demo and the tests, with their data and training recipes; README.md has the
figures. Each module offers build(), train(), load(), calibration() and test_data()."""

from seedlite.keras.backend import import_keras

import_keras()  # before the modules do: quietly, and with a remedy where TensorFlow is missing
