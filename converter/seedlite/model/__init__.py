"""The TFLite graph: parsing, queries, edits, arena plan, packing; inputs and outputs."""

from seedlite.model.arena.plan import (
    UNPLANNED,
    live_bytes,
    lower_bound,
    plan_arena,
    plan_metadata,
    planned_offsets,
)
from seedlite.model.borders.border import Borders, InputBorder, OutputBorder, as_rows
from seedlite.model.borders.moving import move_conversions
from seedlite.model.borders.restoring import put_back
from seedlite.model.borders.section import borders_of, remembered
from seedlite.model.graph import DTYPES, Model, Operator, Quantization, Tensor, VariableName
from seedlite.model.heads import Head, heads_of
from seedlite.model.layers import (
    ALL_KINDS,
    CHANNEL_AXES,
    DEFAULT_KINDS,
    KINDS,
    SINGLE_SCALE,
    WEIGHTS,
    Layer,
    bias_of,
    bias_place,
    check_layers,
    check_order,
    has_constant_weights,
    layer_bias,
    layer_source,
    layer_weights,
    layers,
    operator_name,
    select_layers,
    weights_index,
)
from seedlite.model.names import OPERATOR_NAMES, TYPE_NAMES, operator_code
from seedlite.model.pack import pack, pack_with
from seedlite.model.parse import buffer_spans, check_form, metadata_offset, parse, read_graph
from seedlite.model.ports import PortReport, border_notes, describe_inputs, describe_outputs
from seedlite.model.schema import FOLDED, RUNTIME
from seedlite.model.signatures import with_interface
from seedlite.model.strip import strip
from seedlite.model.variables import handles_of, has_state, value_of
from seedlite.model.windows import same_padding
