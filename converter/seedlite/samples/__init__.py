"""Models and data to begin with: `seedlite sample`."""

from seedlite.samples.bring import SAMPLES, sample_files
