"""Twenty corrupted models: one small network of two fully connected layers, one fault each."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Quantization, Tensor
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable

INPUTS, HIDDEN, OUTPUTS = 8, 4, 3
# tensors and buffers of the network, in the file's order
IN, WEIGHTS, BETWEEN, WEIGHTS_2, OUT = range(5)
TYPE_FLOAT16, COS = 1, 108


@dataclass(frozen=True)
class Corrupted:
    name: str
    code: str  # of our refusal
    file: bytes


def sound_network(planned: bool = True) -> bytes:
    """Returns the intact network, with an arena plan or without."""
    rng = np.random.default_rng(0)
    per_channel = Quantization(
        np.full(HIDDEN, 0.01, np.float32), np.zeros(HIDDEN, np.int64), dimension=0
    )
    model = Model(
        tensors=[
            _activation("in", INPUTS),
            _weights("w", (HIDDEN, INPUTS), per_channel, rng),
            _activation("between", HIDDEN),
            _weights("w2", (OUTPUTS, HIDDEN), _quantization(0.02), rng),
            _activation("out", OUTPUTS),
        ],
        operators=[
            Operator(c.OP_FULLY_CONNECTED, [IN, WEIGHTS, -1], [BETWEEN], version=4),
            Operator(c.OP_FULLY_CONNECTED, [BETWEEN, WEIGHTS_2, -1], [OUT], version=4),
        ],
        inputs=[IN],
        outputs=[OUT],
    )
    file = pack(model)
    return deployable(file) if planned else file


def corrupted_models(planned: bool = True) -> list[Corrupted]:
    """Returns the twenty models, with an arena plan (for the runtime) or as stock files."""
    sound = sound_network(planned)
    models = [Corrupted(name, code, edited(sound, change)) for name, code, change in _EDITED_TREES]
    return models + [Corrupted(name, code, change(sound)) for name, code, change in _EDITED_BYTES]


def _quantization(scale: float) -> Quantization:
    return Quantization(np.array([scale], np.float32), np.zeros(1, np.int64))


def _activation(name: str, size: int) -> Tensor:
    return Tensor((1, size), c.TYPE_INT8, None, _quantization(0.05), name)


def _weights(
    name: str, shape: tuple[int, int], quantization: Quantization, rng: np.random.Generator
) -> Tensor:
    values = rng.integers(-127, 128, shape).astype(np.int8)
    return Tensor(shape, c.TYPE_INT8, values.tobytes(), quantization, name)


def edited(file: bytes, change: Callable[[schema.ModelT], None]) -> bytes:
    """Returns the file changed through TFLite's official object API."""
    model = schema.ModelT.InitFromPackedBuf(file, 0)
    change(model)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _buffer_outside(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[WEIGHTS].buffer = 9999


def _input_outside(model: schema.ModelT) -> None:
    model.subgraphs[0].inputs = np.array([42], np.int32)


def _operand_outside(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].inputs = np.array([IN, 77, -1], np.int32)


def _no_subgraph(model: schema.ModelT) -> None:
    model.subgraphs = []


def _no_buffers(model: schema.ModelT) -> None:
    model.buffers = []


def _shape(*extents: int) -> Callable[[schema.ModelT], None]:
    def change(model: schema.ModelT) -> None:
        model.subgraphs[0].tensors[WEIGHTS].shape = np.array(extents, np.int32)

    return change


def _wide_input(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[IN].shape = np.array([1, 1 << 30], np.int32)
    model.subgraphs[0].tensors[WEIGHTS].shape = np.array([HIDDEN, 1 << 30], np.int32)


def _short_buffer(model: schema.ModelT) -> None:
    index = model.subgraphs[0].tensors[WEIGHTS].buffer
    model.buffers[index].data = model.buffers[index].data[:3]


def _operator_writes_its_input(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].outputs = np.array([IN], np.int32)


def _cycle(model: schema.ModelT) -> None:
    """The first operator reads the second one's output."""
    model.subgraphs[0].operators[0].inputs = np.array([OUT, WEIGHTS, -1], np.int32)


def _scale(*scales: float) -> Callable[[schema.ModelT], None]:
    def change(model: schema.ModelT) -> None:
        quantization = model.subgraphs[0].tensors[WEIGHTS].quantization
        quantization.scale = np.array(scales, np.float32)
        quantization.zeroPoint = np.zeros(len(scales), np.int64)

    return change


def _unknown_operator(model: schema.ModelT) -> None:
    code = model.operatorCodes[0]
    code.builtinCode = code.deprecatedBuiltinCode = COS


def _schema_version(model: schema.ModelT) -> None:
    model.version = 99


def _wrapping_root(file: bytes) -> bytes:
    return struct.pack("<I", 0xFFFFFFF0) + file[4:]


def _vtable_outside(file: bytes) -> bytes:
    (root,) = struct.unpack_from("<I", file)
    return file[:root] + struct.pack("<i", -0x100000) + file[root + 4 :]


_EDITED_TREES: list[tuple[str, str, Callable[[schema.ModelT], None]]] = [
    ("a tensor's buffer is 9999", "E_INDEX", _buffer_outside),
    ("the graph's input is tensor 42", "E_INDEX", _input_outside),
    ("an operator's weights are tensor 77", "E_INDEX", _operand_outside),
    ("no subgraph", "E_FORMAT", _no_subgraph),
    ("no buffers", "E_FORMAT", _no_buffers),
    ("a dimension of -8", "E_SHAPE", _shape(HIDDEN, -8)),
    ("a dimension of 0", "E_SHAPE", _shape(HIDDEN, 0)),
    ("rank 9", "E_SHAPE", _shape(HIDDEN, INPUTS, 1, 1, 1, 1, 1, 1, 1)),
    ("weights of 65536 x 65536", "E_SIZE", _shape(1 << 16, 1 << 16)),
    ("2^30 inputs, and weights for them", "E_SIZE", _wide_input),
    ("3 bytes for 32 weights", "E_SIZE", _short_buffer),
    ("an operator writes its own input", "E_GRAPH", _operator_writes_its_input),
    ("a cycle", "E_GRAPH", _cycle),
    ("a scale that is no number", "E_QUANT", _scale(*[float("nan")] * HIDDEN)),
    ("3 scales for 4 channels", "E_QUANT", _scale(0.01, 0.01, 0.01)),
    ("an operator that nobody knows here", "E_UNSUPPORTED", _unknown_operator),
    ("schema version 99", "E_FORMAT", _schema_version),
]

_EDITED_BYTES: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("cut in half", "E_FORMAT", lambda file: file[: len(file) // 2]),
    ("a root offset that wraps around", "E_FORMAT", _wrapping_root),
    ("a vtable outside the file", "E_FORMAT", _vtable_outside),
]
