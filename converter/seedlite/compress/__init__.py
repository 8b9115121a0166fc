"""The pipeline of `convert`, and reports on files."""

from seedlite.compress.inputs import ConversionSamples
from seedlite.compress.inspection import Inspection, inspect
from seedlite.compress.pipeline import Conversion, convert
from seedlite.compress.quantization import Quantized, quantize
from seedlite.compress.report import ConversionReport
from seedlite.compress.source import ModelSource, Source
from seedlite.compress.verdicts import Verdict, check, judge_all, model_files
