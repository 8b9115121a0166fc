"""MLPerf Tiny's protocol byte by byte (PROTOCOL.md)."""

import ctypes
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedlite.interpreters.host import Runtime
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.protocol_device import GUARD, INPUTS, WRITE, Device
from tests.support.streaming import sequences, streaming_model

X = np.arange(-6, 6, dtype=np.int8)
READY = "m-ready\r\n"


def test_start_says_ready(device):
    assert device.greeting == "m-timestamp-mode-performance\r\nm-init-done\r\nm-ready\r\n"


def test_name_and_profile_answer_as_the_runner_expects(device):
    assert device.ask("name") == ["m-name-dut-[seedlite]"]
    assert device.ask("profile") == ["m-profile-[seedlite test]", "m-model-[dense]"]


def test_timestamp_gives_microseconds(device):
    assert device.ask("timestamp") == ["m-lap-us-1000"]
    assert device.ask("timestamp") == ["m-lap-us-2000"]


def test_infer_reply_has_every_line_of_the_protocol(device):
    device.load(X)
    expected = device.runtime.invoke([X])[0]
    device.load(X)
    port = device.runtime.outputs[0]
    values = ",".join(decimal(int(y) - port.zero_point, port.scale) for y in expected)
    assert device.ask("infer 1 0") == [
        "m-warmup-start-0",
        "m-warmup-done",
        "m-infer-start-1",
        "m-lap-us-1000",
        "m-lap-us-2000",
        "m-infer-done",
        f"m-results-[{values}]",
    ]
    assert device.ask("results") == [f"m-results-[{values}]"]
    assert device.ask("output") == [f"m-output-[{expected.tobytes().hex()}]"]


def test_steps_give_what_infer_gives_and_the_arena_holds_it(device):
    device.load(X)
    (expected,) = device.runtime.invoke([X])
    device.load(X)
    operators = device.runtime.program.operator_count
    for number in range(1, operators + 1):
        assert "infer comes first" in device.ask("output")[0]
        assert device.ask("step") == [
            f"m-lap-us-{device.now - 1000}",
            f"m-lap-us-{device.now}",
            f"m-step-done-{number}",
        ]
    assert device.ask("output") == [f"m-output-[{expected.tobytes().hex()}]"]
    port = device.runtime.outputs[0]
    assert device.ask(f"arena {port.offset} {port.bytes}") == [
        f"m-arena-[{expected.tobytes().hex()}]"
    ]
    assert device.ask("step") == ["e-[no input is loaded]"]


def test_step_without_input_is_an_error_that_changes_nothing(device):
    assert device.ask("step") == ["e-[no input is loaded]"]
    assert device.ask(f"db load {INPUTS}") == [f"m-[Expecting {INPUTS} bytes]"]
    assert device.ask("step") == ["e-[no input is loaded]"]
    assert device.ask(f"db {X.tobytes().hex()}") == ["m-load-done"]


@pytest.mark.parametrize(
    "argument", ["", "0", "0 x", "-1 1", "{size} 1", "0 {more}", "999999999 999999999", "0 1 1"]
)
def test_arena_outside_of_the_activations_is_an_error(device, argument):
    size = device.runtime.activations.size
    text = argument.format(size=size, more=size + 1)
    error = f"e-[arena takes an offset and a number of bytes within {size}]"
    assert device.ask(f"arena {text}".strip()) == [error]
    assert device.ask(f"arena {size} 0") == ["m-arena-[]"]


def test_reset_restores_the_state_before_the_first_inference(library):
    device = Device(library, streaming_model())
    x = sequences(1, 4)[0]
    truth = Runtime(deployable(pack(streaming_model())))
    expected = [truth.invoke([step])[0].tobytes().hex() for step in x]
    for _ in range(2):
        for step, output in zip(x, expected, strict=True):
            device.load(step)
            device.ask("infer 1 0")
            assert device.ask("output") == [f"m-output-[{output}]"]
        assert device.ask("reset") == ["m-reset-done"]


def test_reset_of_a_model_without_state_changes_nothing(device):
    device.load(X)
    assert device.ask("reset") == ["m-reset-done"]
    assert np.array_equal(device.input, X)
    assert device.ask("infer 1 0")[-1].startswith("m-results-")


def test_uint8_ports_take_and_give_their_own_values(uint8_device):
    device, x = uint8_device, np.linspace(0, 255, INPUTS).astype(np.uint8)
    device.load(x)
    (expected,) = device.runtime.invoke([x])
    device.load(x)
    port = device.runtime.outputs[0]
    values = ",".join(decimal(int(y) - port.zero_point, port.scale) for y in expected)
    assert device.ask("infer 1 0")[-1] == f"m-results-[{values}]"
    assert device.ask("output") == [f"m-output-[{expected.tobytes().hex()}]"]


def test_infer_without_numbers_runs_one_after_ten_to_warm_up(device):
    device.load(X)
    lines = device.ask("infer")
    assert lines[0] == "m-warmup-start-10"
    assert lines[2] == "m-infer-start-1"


def test_db_in_pieces_fills_the_input_itself(device):
    assert device.ask(f"db load {INPUTS}") == [f"m-[Expecting {INPUTS} bytes]"]
    digits = X.tobytes().hex()
    assert device.ask(f"db {digits[:10]}") == []
    assert device.ask(f"db {digits[10:20].upper()}") == []
    assert device.ask(f"db {digits[20:]}") == ["m-load-done"]
    assert np.array_equal(device.input, X)
    expected = ["m-buffer-fa-fb-fc-fd-fe-ff-00-01", "m-buffer-02-03-04-05"]
    assert device.ask("db print") == expected


@pytest.mark.parametrize("extra", [b"\r\n", b"\n", b"\r"])
def test_line_breaks_around_commands_mean_nothing(device, extra):
    assert (
        device.send(extra + b"na" + extra + b"me%" + extra) == f"m-name-dut-[seedlite]\r\n{READY}"
    )


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("", "e-[Unknown command: ]"),
        ("nam", "e-[Unknown command: nam]"),
        ("names", "e-[Unknown command: names]"),
        (" name", "e-[Unknown command:  name]"),
        ("db", "e-[db load comes first]"),
        ("db 00", "e-[db load comes first]"),
        ("db loadx", "e-[invalid hex digit]"),
        ("db load", "e-[db load takes a number of bytes]"),
        ("db load -1", "e-[db load takes a number of bytes]"),
        ("db load 1x", "e-[db load takes a number of bytes]"),
        ("db load 12 3", "e-[db load takes a number of bytes]"),
        ("db load 11", "e-[the input has 12 bytes]"),
        ("db load 0", "e-[the input has 12 bytes]"),
        ("db load 4294967308", "e-[db load takes a number of bytes]"),  # 12 modulo 2^32
        ("db print", "e-[no input is loaded]"),
        ("infer 1 0", "e-[no input is loaded]"),
        ("infer 0", "e-[infer takes two numbers, the first above 0]"),
        ("infer 1 -1", "e-[infer takes two numbers, the first above 0]"),
        ("infer 1 2 3", "e-[infer takes two numbers, the first above 0]"),
        ("infer x", "e-[infer takes two numbers, the first above 0]"),
        ("results", "e-[infer comes first]"),
        ("output", "e-[infer comes first]"),
    ],
)
def test_malformed_command_is_an_error_and_the_next_works(device, command, error):
    assert device.ask(command) == [error]
    assert device.ask("name") == ["m-name-dut-[seedlite]"]


@pytest.mark.parametrize(
    ("digits", "error"),
    [
        ("0", "e-[odd number of hex digits]"),
        ("0g", "e-[invalid hex digit]"),
        ("00 00", "e-[invalid hex digit]"),
        ("00" * (INPUTS + 1), "e-[more bytes than db load said]"),
    ],
)
def test_db_of_bad_bytes_changes_nothing_and_can_be_sent_again(device, digits, error):
    before = device.input.copy()
    device.ask(f"db load {INPUTS}")
    assert device.ask(f"db {digits}") == [error]
    assert np.array_equal(device.input, before)
    assert device.ask(f"db {X.tobytes().hex()}") == ["m-load-done"]


def test_db_after_the_last_byte_is_an_error(device):
    device.load(X)
    assert device.ask("db 00") == ["e-[db load comes first]"]
    assert np.array_equal(device.input, X)


def test_infer_twice_on_one_input_is_an_error(device):
    """The first inference may have overwritten it."""
    device.load(X)
    device.ask("infer 1 0")
    assert device.ask("infer 1 0") == ["e-[no input is loaded]"]


def test_results_while_the_next_input_is_loaded_are_an_error(device):
    device.load(X)
    device.ask("infer 1 0")
    device.ask(f"db load {INPUTS}")
    assert device.ask("results") == ["e-[infer comes first]"]


@pytest.mark.parametrize("length", [79, 80])
def test_command_of_at_most_80_characters_is_read_whole(device, length):
    command = "x" * length
    assert device.ask(command) == [f"e-[Unknown command: {command}]"]


@pytest.mark.parametrize("length", [81, 82, 1000, 100_000])
def test_command_too_long_is_dropped_whole_and_the_next_works(device, length):
    assert device.ask("x" * length) == ["e-[command too long]"]
    assert device.guard == bytes([GUARD]) * len(device.guard)
    assert device.ask("name") == ["m-name-dut-[seedlite]"]


@pytest.mark.parametrize("noise", [b"\0", b"\x7f", b"\x80", b"\xff", b"\t", bytes(range(128, 256))])
def test_noise_in_a_command_is_an_error_and_the_next_works(device, noise):
    answer = device.send(b"na" + noise + b"me%")
    assert answer == f"e-[command with unprintable bytes]\r\n{READY}"
    assert device.ask("name") == ["m-name-dut-[seedlite]"]


def test_command_cut_off_spoils_at_most_the_next(device):
    assert device.send(b"db loa") == ""
    assert device.ask("name") == ["e-[invalid hex digit]"]
    assert device.ask("name") == ["m-name-dut-[seedlite]"]


@given(st.binary(max_size=400))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_leave_memory_alone_and_the_next_command_works(device, data):
    device.send(data)
    device.send(b"%")
    assert device.guard == bytes([GUARD]) * len(device.guard)
    assert device.ask("name") == ["m-name-dut-[seedlite]"]


WORDS = st.sampled_from(
    ["db", "load", "print", "infer", "results", "12", "1", "0", "ff00", "output"]
)


@given(st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=12))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_of_commands_is_answered(device, commands):
    for command in commands:
        for line in device.ask(command):
            assert line.startswith(("m-", "e-[")) or command == "help"
    assert device.guard == bytes([GUARD]) * len(device.guard)


def decimal(value: int, scale: np.float32) -> str:
    """value * scale with three decimals, halves away from zero, in exact arithmetic."""
    exact = abs(value) * Fraction(float(scale)) * 1000
    thousandths = min(int(exact + Fraction(1, 2)), 2**32 - 1)
    sign = "-" if value < 0 and thousandths else ""
    return f"{sign}{thousandths // 1000}.{thousandths % 1000:03d}"


@given(st.integers(-255, 255), st.integers(0x00800000, 0x7F7FFFFF))
@settings(max_examples=1000, deadline=None)
def test_print_scaled_any_scale_equals_exact_arithmetic(library, value, bits):
    sent = bytearray()
    library.print_scaled(WRITE(sent.append), value, ctypes.c_uint32(bits))
    assert sent.decode() == decimal(value, np.uint32(bits).view(np.float32))


@given(st.integers(-255, 255), st.floats(2.0**-17, 128.0, width=32))
@settings(max_examples=1000, deadline=None)
def test_print_scaled_usual_scale_equals_exact_arithmetic(library, value, scale):
    sent = bytearray()
    bits = int(np.float32(scale).view(np.uint32))
    library.print_scaled(WRITE(sent.append), value, ctypes.c_uint32(bits))
    assert sent.decode() == decimal(value, np.float32(scale))
