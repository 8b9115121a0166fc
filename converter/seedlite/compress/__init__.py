"""The pipeline of `convert`, and what is said of a file."""

from seedlite.compress.check import Verdict, judge_all, model_files
from seedlite.compress.inputs import Given
from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import Conversion, convert, is_int8, load_int8
