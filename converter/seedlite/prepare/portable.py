"""Portable files: for any interpreter with DECODE (SPEC.md, section 9)."""

from dataclasses import replace

from seedlite.codec import (
    CentralizedLayer,
    CodedModel,
    NetworkStatistics,
    Record,
    check_checksum,
    is_centralized,
    pack_planned,
    pack_recorded,
    read_network,
    recorded_model,
    without_row_codes,
)
from seedlite.errors import BadInputError
from seedlite.format.constants import ARENA_PLAN_NAME, SECTION_NAME
from seedlite.interpreters import verify
from seedlite.model import (
    OPERATOR_NAMES,
    Model,
    Operator,
    check_layers,
    put_back,
    read_graph,
    strip,
    with_interface,
)
from seedlite.prepare.borders import take_off
from seedlite.prepare.checking.judge import refuse
from seedlite.prepare.checking.ports import fault_reasons
from seedlite.prepare.intermediates import with_intermediates


def pack_portable(coded: CodedModel, original: bytes, keep_names: bool = False) -> bytes:
    """Returns a file with the ports, names of ports and signatures of the original, whose records
    depend on nothing outside of them: scales of channels stand in the tensor, and statistics of
    the network in each record."""
    parts = [_plain(part, coded.statistics) for part in coded.parts]
    inner = strip(recorded_model(replace(coded, parts=parts)), keep_names)
    model = strip(put_back(inner), keep_names=True)
    model = with_interface(with_intermediates(model), original)
    return pack_recorded(model, NetworkStatistics())


def added_operators(file: bytes, original: bytes) -> list[str]:
    """Returns the names of builtin operators that the original does without."""
    made, given = ({o.code for o in read_graph(f).operators} for f in (file, original))
    decode = {o.code for o in read_graph(file).operators if o.is_decode}
    return sorted(OPERATOR_NAMES[code] for code in made - given - decode)


def is_portable(model: Model) -> bool:
    return is_centralized(model) and ARENA_PLAN_NAME not in model.metadata


def check_portable(file: bytes, model: Model, source: str) -> None:
    """Checks a portable file, parsed. Raises BadInputError for a damaged one."""
    check_checksum(file)
    check_layers(model)
    if any(_depends_on_runtime(model, operator) for operator in model.operators):
        raise BadInputError(
            f"{source}: its records are for seedlite's runtime, whose arena plan it lacks; convert "
            "the model again",
            "E_ARENA",
        )


def _depends_on_runtime(model: Model, operator: Operator) -> bool:
    """Tells whether a record has row codes or refers to the network's statistics. Damaged records
    are left to what reads them."""
    ancillary = model.tensors[operator.inputs[1]].data if len(operator.inputs) > 1 else None
    if not operator.is_decode or ancillary is None:
        return False
    record = Record.unpack(ancillary)
    return bool(record.row_code_bits or record.network_statistics)


def device_file(model: Model, source: str) -> bytes:
    """Returns a portable file's model as the runtime takes it, verified. Raises BadInputError,
    naming the source."""
    network = read_network(model.metadata[SECTION_NAME])
    taken = take_off(model)
    refuse(fault_reasons(taken.faults), source)
    file = pack_planned(strip(taken.model, keep_names=True), network)
    try:
        verify(file)
    except BadInputError as error:
        raise BadInputError(f"{source}: {error.message}", error.code) from error
    return file


def _plain(part: CentralizedLayer, statistics: NetworkStatistics) -> CentralizedLayer:
    """Returns the part without row codes and statistics of the network."""
    encoded = part.encoded
    record, data, scale = encoded.record, encoded.encoded, encoded.scale
    if record.row_code_bits:
        data = without_row_codes(record, data, encoded.weights.shape[part.layer.channel_axis])
        record = replace(record, row_code_bits=0, row_code_mantissa_bits=0)
        scale = encoded.channel_scales
    if record.network_statistics:
        record = replace(
            record, network_statistics=False, mean=statistics.mean, spread=statistics.spread
        )
    return replace(part, encoded=replace(encoded, record=record, encoded=data, scale=scale))
