"""Reads samples and labels from files, checks them, and converts them for models."""

from seedlite.data.augmentation import (
    augmentation_names,
    augmented_copies,
    check_augmentation,
)
from seedlite.data.checks import (
    Shape,
    axes,
    check_classes,
    check_finite,
    check_labels,
    check_numbers,
    check_samples,
    is_binary,
    is_one_hot,
    is_whole,
    quantize_inputs,
    real_inputs,
    real_numbers,
    squeezed,
)
from seedlite.data.files import read_array, read_arrays, read_optional
from seedlite.data.labelled import Data, DataPath, LabelledData, data_place, read_samples
from seedlite.data.samples import (
    ONLY,
    Samples,
    changed,
    first,
    in_order,
    match_samples,
    plain,
    ports,
    quantized_samples,
)
from seedlite.data.sequences import Axes, join_sequences, sequence_warnings, split_sequences
from seedlite.data.training import HeldOutAccuracy, RefinementReport, Training, TrainingReport
from seedlite.data.units import describe_samples, outlier_warnings, range_warnings, warn
