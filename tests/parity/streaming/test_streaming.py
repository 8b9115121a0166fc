"""Models with a state give TFLM's bytes over sequences, from a fresh interpreter for each."""

import ctypes
import subprocess
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

import seedlite
from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.run import on_board
from seedlite.boards.toolchain.build import build_loader
from seedlite.errors import BadInputError, UnsupportedError
from seedlite.execution.run import run
from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime, verify
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import Model
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from seedlite.search.calibrated.activations import Arenas, thinned
from tests.support.builders import planned
from tests.support.corrupted import edited
from tests.support.streaming import (
    HISTORY,
    STEPS,
    TOTAL,
    VALUES,
    ZERO_POINT,
    StreamingGraph,
    activation,
    initial,
    sequences,
    streaming_model,
)

X = sequences(3, 12)
MODELS = ["vad_streaming", "stop_streaming_split_v"]


def of_tflm(stock: bytes, x: np.ndarray) -> np.ndarray:
    """[sequences, steps, values], each sequence from a fresh interpreter."""
    tflm, made = TFLM(stock), []
    for sequence in x:
        tflm.reset()
        made.append([tflm.invoke([step])[0] for step in sequence])
    return np.array(made)


def of_host(file: bytes, x: np.ndarray) -> np.ndarray:
    return run(file, x).outputs.reshape(*x.shape[:2], -1)


def assert_as_tflm(model: Model, x: np.ndarray = X) -> np.ndarray:
    stock = pack(model)
    truth = of_tflm(stock, x)
    assert np.array_equal(of_host(deployable(stock), x), truth)
    assert len(np.unique(truth)) > 10
    return truth


@pytest.mark.parametrize("called", [True, False], ids=["initialized", "zero point"])
def test_model_with_state_gives_the_bytes_of_tflm_over_sequences(called):
    assert_as_tflm(streaming_model(called))


@pytest.mark.parametrize("bits", [2, 4])
def test_model_with_state_converted_gives_the_bytes_of_tflm(bits, tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(pack(streaming_model()))
    file = seedlite.convert(path, bits=bits).file
    assert np.array_equal(of_host(file, X), of_tflm(expand(file), X))


@pytest.mark.qemu
@pytest.mark.parametrize("board", ["mps2-an386", "mps2-an385-m0"])
def test_model_with_state_on_a_board_gives_the_bytes_of_tflm(board):
    file = deployable(pack(streaming_model()))
    made = run(file, X, on_board(board)).outputs
    assert np.array_equal(made.reshape(*X.shape[:2], -1), of_tflm(pack(streaming_model()), X))


@pytest.mark.qemu
def test_model_with_state_loaded_on_a_board_gives_the_bytes_of_tflm(tmp_path):
    board = find_board("mps2-an386")
    file = deployable(pack(streaming_model()))
    result = run_on_qemu(build_loader(file, verify(file), board, tmp_path), X)
    assert np.array_equal(result.outputs, of_tflm(pack(streaming_model()), X))
    assert result.state_bytes == 48


def test_state_is_right_before_the_first_inference_and_after_reset():
    file = deployable(pack(streaming_model()))
    runtime = Runtime(file)
    first = runtime.state.copy()
    pieces = [first[i.offset : i.offset + i.bytes].view(np.int8).tolist() for i in runtime.initials]
    assert pieces == [[ZERO_POINT] * 24, list(range(-5, 3))]
    truth = [runtime.invoke([x])[0] for x in X[0]]
    assert not np.array_equal(runtime.state, first)
    runtime.reset()
    assert np.array_equal(runtime.state, first)
    assert np.array_equal([runtime.invoke([x])[0] for x in X[0]], truth)
    assert read_program(file).state.first == first.tobytes()


def test_variable_read_after_its_assignment_has_the_new_value():
    g = StreamingGraph({TOTAL: initial(np.arange(VALUES)[np.newaxis])})
    x, like = g.add(activation(1, VALUES)), activation(1, VALUES)
    handle = g.handle(TOTAL)
    before = g.read(handle, like)
    g.assign(handle, x)
    after = g.read(handle, activation(1, VALUES))
    y = g.do(c.OP_CONCATENATION, [before, after], activation(1, 2 * VALUES), axis=1)
    g.model.inputs, g.model.outputs = [x], [y]
    truth = assert_as_tflm(g.model)
    assert np.array_equal(truth[:, 1:, :VALUES], X[:, :-1])
    assert np.array_equal(truth[..., VALUES:], X)


def test_two_handles_of_one_variable_are_one_variable():
    g = StreamingGraph({TOTAL: initial(np.arange(VALUES)[np.newaxis])})
    x = g.add(activation(1, VALUES))
    total = g.read(g.handle(TOTAL), activation(1, VALUES))
    y = g.do(c.OP_ADD, [total, x], activation(1, VALUES))
    g.assign(g.handle(TOTAL), y)
    g.model.inputs, g.model.outputs = [x], [y]
    assert_as_tflm(g.model)
    assert Runtime(planned(g.model)).program.state_bytes == 16


def test_constant_that_is_assigned_is_the_next_value():
    g = StreamingGraph({TOTAL: initial(np.arange(VALUES)[np.newaxis])})
    x, handle = g.add(activation(1, VALUES)), g.handle(TOTAL)
    y = g.do(c.OP_ADD, [g.read(handle, activation(1, VALUES)), x], activation(1, VALUES))
    g.assign(handle, g.add(initial(np.arange(VALUES)[np.newaxis] * 3)))
    g.model.inputs, g.model.outputs = [x], [y]
    assert_as_tflm(g.model)


def test_initial_values_of_two_subgraphs_are_joined():
    def in_two(model: schema.ModelT) -> None:
        """Gives each variable a subgraph and a CALL_ONCE of its own."""
        first, initial = model.subgraphs
        model.subgraphs.append(deepcopy(initial))
        initial.operators, model.subgraphs[2].operators = (
            initial.operators[:2],
            initial.operators[2:],
        )
        second = deepcopy(first.operators[0])
        second.builtinOptions.initSubgraphIndex = 2
        first.operators.insert(1, second)

    stock = edited(pack(streaming_model()), in_two)
    file = deployable(stock)
    assert parse(file).variables.keys() == {HISTORY, TOTAL}
    assert np.array_equal(of_host(file, X), of_tflm(stock, X))


def test_models_with_state_run_in_turn_on_one_arena_keep_their_states():
    """The front of the arena is shared; states lie with the programs."""
    one, other = (Runtime(deployable(pack(streaming_model(seed=s)))) for s in (0, 1))
    alone = [of_host(deployable(pack(streaming_model(seed=s))), X[:1])[0] for s in (0, 1)]
    for step, x in enumerate(X[0]):
        for runtime, truth in zip((one, other), alone, strict=True):
            runtime.activations[:] = 0x55
            assert np.array_equal(runtime.invoke([x])[0], truth[step])


def test_exported_library_keeps_its_state_out_of_a_shared_arena(tmp_path):
    path = tmp_path / "net.tflite"
    path.write_bytes(pack(streaming_model()))
    seedlite.export(path, tmp_path / "out", share_arena=True)
    sources, library = (tmp_path / "out" / "src").glob("**/*.c"), tmp_path / "libnet.so"
    command = ["cc", "-std=c99", "-shared", "-fPIC", "-o", library, *sources, "-lm"]
    subprocess.run(command, check=True)
    net = ctypes.CDLL(str(library))
    net.net_input.restype = net.net_output.restype = ctypes.c_void_p
    arena = (ctypes.c_uint8 * 32).in_dll(net, "sl_shared_arena")
    truth = of_tflm(pack(streaming_model()), X)
    for sequence, outputs in zip(X, truth, strict=True):
        for step, output in zip(sequence, outputs, strict=True):
            ctypes.memset(arena, 0x55, 32)  # another model's activations
            ctypes.memmove(net.net_input(), step.tobytes(), step.size)
            net.net_invoke()
            assert ctypes.string_at(net.net_output(), output.size) == output.tobytes()
        net.net_reset()


def test_sequence_alone_is_as_the_same_among_others(tmp_path):
    file = deployable(pack(streaming_model()))
    many, single = seedlite.run(file, X), seedlite.run(file, X[1])
    assert many.outputs.shape == (3, 12, 13)
    assert np.array_equal(single.outputs, many.outputs[1])


@pytest.mark.parametrize("x", [X[0, 0], X[np.newaxis], X[..., :-1], X[:, :0]])
def test_samples_that_are_no_sequences_are_refused(x):
    file = deployable(pack(streaming_model()))
    with pytest.raises(BadInputError, match=r"sequences: \[sequences, steps, 8\], or one"):
        seedlite.run(file, x)


def test_evaluation_takes_a_y_for_each_step_or_for_each_sequence():
    file = deployable(pack(streaming_model()))
    outputs = of_host(file, X)
    labels = outputs.argmax(axis=2)
    assert seedlite.evaluate(file, (X, labels)).value == 1
    assert seedlite.evaluate(file, (X, labels[:, -1])).value == 1
    wrong = (labels[:, -1] + 1) % 13
    assert seedlite.evaluate(file, (X, wrong)).value == 0
    limited = seedlite.evaluate(file, (X, np.r_[labels[:1, -1], wrong[1:]]), limit=1)
    assert (limited.value, limited.samples) == (1, 1)
    with pytest.raises(BadInputError, match=r"a y for each step is needed, \(3, 12\), or for each"):
        seedlite.evaluate(file, (X, labels[:2]))


def test_activations_of_sequences_have_the_history_of_their_steps():
    model = streaming_model()
    states = Arenas(model, X)
    assert states.samples == 36
    place = next(p for p, o in enumerate(model.operators) if o.code == c.OP_FULLY_CONNECTED)
    states.advance(model, place)
    padded = np.pad(X, ((0, 0), (STEPS - 1, 0), (0, 0)), constant_values=ZERO_POINT)
    windows = np.stack([padded[:, i : i + X.shape[1]] for i in range(STEPS)], axis=2)
    window = states.tensor(model, model.operators[place].inputs[0])
    assert np.array_equal(window, windows.reshape(len(window), -1))
    first, others = states.split(12)
    assert (first.samples, others.samples) == (24, 12)
    assert thinned(model, sequences(9, 100)).shape == (5, 100, VALUES)
    assert thinned(model, sequences(1, 900)).shape == (1, 512, VALUES)


def test_conversion_with_calibration_on_sequences_gives_the_bytes_of_tflm(tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(pack(streaming_model()))
    given = {"bits": 4, "layers": "FULLY", "calibration": sequences(20, 10, seed=2)}
    y = 0.1 * (of_host(path.read_bytes(), X) - ZERO_POINT + 0.5)
    conversion = seedlite.convert(path, **given, evaluation=(X, y))
    assert np.array_equal(of_host(conversion.file, X), of_tflm(expand(conversion.file), X))
    assert conversion.report.original_value == pytest.approx(0.05**2, rel=1e-4)
    assert conversion.report.value < 0.05


def test_training_names_the_operator_that_it_cannot_replay(tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(pack(streaming_model()))
    train = seedlite.Training((X[0], np.zeros(12, int)), epochs=1)
    with pytest.raises(UnsupportedError, match="CALL_ONCE is not among the operators"):
        seedlite.convert(path, bits=2, train=train)


@pytest.mark.qemu
@pytest.mark.parametrize("name", MODELS)
def test_public_streaming_model_gives_the_bytes_of_tflm_everywhere(name, shared):
    """At 4 bits, over three times the receptive field (of at most 13 + 12 + 8 + 5 + 3 steps)."""
    file = seedlite.convert(shared / "models" / "zoo" / f"{name}.tflite", bits=4).file
    rng = np.random.default_rng(3)
    loudness = rng.uniform(5, 120, (2, 123, 1, 1))
    x = np.clip(np.abs(rng.normal(0, 1, (2, 123, 3, 40))) * loudness - 128, -128, 127)
    x = x.astype(np.int8)
    truth = of_tflm(expand(file), x)
    assert len(np.unique(truth)) > 2
    assert np.array_equal(of_host(file, x), truth)
    for board in ("mps2-an386", "mps2-an385-m0"):
        assert np.array_equal(run(file, x, on_board(board)).outputs.reshape(truth.shape), truth)


def test_output_of_many_is_each_of_them():
    g = StreamingGraph({TOTAL: initial(np.zeros((1, VALUES)))})
    x, handle = g.add(activation(1, VALUES)), g.handle(TOTAL)
    y = g.do(c.OP_ADD, [g.read(handle, activation(1, VALUES)), x], activation(1, VALUES))
    g.assign(handle, y)
    g.model.inputs, g.model.outputs = [x], [y] * 7
    results = Runtime(planned(g.model)).invoke([X[0, 0]])
    assert len(results) == 7
    (truth,) = Runtime(planned(replace(g.model, outputs=[y]))).invoke([X[0, 0]])
    assert all(np.array_equal(result, truth) for result in results)
