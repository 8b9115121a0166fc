"""Inference over many samples on this machine, and metrics of the outputs."""

from seedlite.execution.distance import Distance, Reference
from seedlite.execution.evaluation import (
    Comparison,
    Evaluation,
    EvaluationData,
    accuracy,
    evaluate,
)
from seedlite.execution.metrics import DEFAULT, METRICS, Metric, metric_of, value_of
from seedlite.execution.reference import check_metric
from seedlite.execution.run import (
    HERE,
    DeviceRun,
    Inference,
    LayerRun,
    Runner,
    infer_samples,
    run_rows,
)
from seedlite.execution.validation import Validation
