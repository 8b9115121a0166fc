"""Searches for the seed bits, scales and statistics that approximate a layer's weights best."""

from seedlite.search.calibrated.activations import Arenas, thinned
from seedlite.search.calibrated.curvature import Curvature, curvatures
from seedlite.search.calibrated.layer import code_layer, layer_moments
from seedlite.search.calibrated.metric import Metric
from seedlite.search.calibrated.network import encode_calibrated
from seedlite.search.calibrated.sensitivity import Sensitivity, output_error, output_sensitivities
from seedlite.search.calibrated.tensor import encode_rows
from seedlite.search.calibrated.zero_inputs import zero_inputs
from seedlite.search.network import METHODS, encode_network
from seedlite.search.plan import (
    MOST_QUAD_BITS,
    ROW_CODE_BITS,
    ROW_CODE_MANTISSA_BITS,
    TOLERANCE_BITS,
    CentralizedPlan,
    TensorPlan,
    plan_network,
    plan_tensor,
    sharing_a_table,
    skipping_inputs,
    tensor_ladder,
    without_row_scales,
)
from seedlite.search.pruning import LEAST_WEIGHTS, least_groups, pruned
from seedlite.search.seeded import Scales, SearchResult, encode_seeded, encoded_tensor
from seedlite.search.seeds import derived_seed
from seedlite.search.skipping import QUAD, lays_inputs_out
from seedlite.search.statistics import Statistics, quantize_statistics
from seedlite.search.statistics_alone import (
    LEVELS_PER_STD,
    corrected_statistics,
    encode_batches,
    network_statistics,
    statistics_weights,
    with_statistics,
)
from seedlite.search.trellis import search_windows
