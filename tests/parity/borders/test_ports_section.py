"""What a file says of its ports is checked before it is believed."""

import struct

import pytest

from seedlite.compress.inspection import inspect
from seedlite.errors import BadInputError
from seedlite.execution.run import run
from seedlite.format.constants import HEAD_NONE, PORTS_NAME, TYPE_FLOAT32, TYPE_INT8, TYPE_UINT8
from seedlite.format.layout import PORTS_HEADER, PORTS_INPUT, PORTS_OUTPUT
from seedlite.interpreters.host import Runtime
from seedlite.model.borders.section import borders_of
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from tests.support.border_graphs import file_of

NAN, INFINITE = float("nan"), float("inf")


def input_entry(type: int = TYPE_FLOAT32, devices: int = 1, name: bytes = b"x") -> bytes:
    return PORTS_INPUT.pack(type=type, tensors=devices, name_bytes=len(name)) + name


def output_entry(
    device: int = 0, head: int = 1, beta: float = 0.0, name: bytes = b"y", extra: int = 0
) -> bytes:
    size = len(name) + extra
    return PORTS_OUTPUT.pack(device=device, head=head, name_bytes=size, beta=beta) + name


def section(*entries: bytes, version: int = 1, inputs: int = 1, outputs: int = 1) -> bytes:
    return PORTS_HEADER.pack(version=version, inputs=inputs, outputs=outputs) + b"".join(entries)


SOUND = section(input_entry(), output_entry())
BAD = {
    "empty": b"",
    "half a header": SOUND[:3],
    "another version": section(input_entry(), output_entry(), version=2),
    "cut off in an input": SOUND[: PORTS_HEADER.size + 2],
    "cut off in a name": SOUND[: PORTS_HEADER.size + PORTS_INPUT.size],
    "cut off in an output": SOUND[:-2],
    "a byte too many": SOUND + b"\0",
    "no inputs": section(output_entry(), inputs=0),
    "no outputs": section(input_entry(), outputs=0),
    "more inputs than the device has": section(*[input_entry()] * 2, output_entry(), inputs=2),
    "more inputs than it says": section(input_entry(), output_entry(), inputs=255),
    "an input of two device inputs": section(input_entry(devices=2), output_entry()),
    "an input of no device input": section(input_entry(devices=0), output_entry()),
    "an input of another type": section(input_entry(TYPE_UINT8), output_entry()),
    "an input of an unknown type": section(input_entry(200), output_entry()),
    "a device output that is not there": section(input_entry(), output_entry(1)),
    "an unknown head": section(input_entry(), output_entry(head=4)),
    "a factor without a softmax": section(input_entry(), output_entry(beta=1.0)),
    "a negative zero without a softmax": section(input_entry(), output_entry(beta=-0.0)),
    "an infinite factor": section(input_entry(), output_entry(head=2, beta=INFINITE)),
    "a factor that is no number": section(input_entry(), output_entry(head=2, beta=NAN)),
    "a name that is no UTF-8": section(input_entry(name=b"\xff"), output_entry()),
    "a name that is longer than the section": section(input_entry(), output_entry(extra=60000)),
    "nothing that the device does not say": section(
        input_entry(TYPE_INT8), output_entry(head=HEAD_NONE)
    ),
}  # fmt: skip


def with_section(data: bytes, name: str = "float_io") -> bytes:
    model = parse(deployable(file_of(name)))
    model.metadata[PORTS_NAME] = data
    return pack(model)


def test_sound_section_is_accepted():
    (source,), (output,) = (
        borders_of(parse(with_section(SOUND))).inputs,
        borders_of(parse(with_section(SOUND))).outputs,
    )
    assert (source.name, output.name) == ("x", "y")


@pytest.mark.parametrize("name", BAD)
def test_bad_section_is_refused_by_all_that_read_it(name):
    file = with_section(BAD[name])
    for read in (expand, Runtime, lambda f: inspect(f, "m"), lambda f: run(f, None)):
        with pytest.raises(BadInputError, match=r"^E_SECTION: the section SEEDLITE_PORTS "):
            read(file)


def test_every_shorter_section_is_refused():
    whole = parse(deployable(file_of("outputs_of_one_tensor"))).metadata[PORTS_NAME]
    for size in range(len(whole)):
        with pytest.raises(BadInputError, match=r"^E_SECTION"):
            expand(with_section(whole[:size], "outputs_of_one_tensor"))


def test_device_output_that_nothing_is_made_of_is_refused():
    whole = parse(deployable(file_of("given_back"))).metadata[PORTS_NAME]
    first = whole[: -len(output_entry())]
    shorter = PORTS_HEADER.pack(inputs=1, outputs=1) + first[PORTS_HEADER.size :]
    with pytest.raises(BadInputError, match="leaves some of the device's outputs out"):
        expand(with_section(shorter, "given_back"))


def test_float_port_of_a_uint8_one_is_refused():
    whole = parse(deployable(file_of("uint8_in_float_out"))).metadata[PORTS_NAME]
    changed = bytearray(whole)
    struct.pack_into("<B", changed, PORTS_HEADER.size, TYPE_FLOAT32)
    with pytest.raises(BadInputError, match="makes float32 of input 'byte0', which is not int8"):
        expand(with_section(bytes(changed), "uint8_in_float_out"))


def test_section_in_a_stock_model_is_refused():
    """Nothing but the runtime's files has one."""
    model = parse(file_of("float_io"))
    model.metadata[PORTS_NAME] = SOUND
    with pytest.raises(BadInputError, match=r"^E_"):
        expand(pack(model))
