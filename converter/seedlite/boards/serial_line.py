"""Speaks MLPerf Tiny's protocol (PROTOCOL.md) with seedlite's firmware over a serial line."""

import re
import time
from collections import deque
from types import TracebackType
from typing import Self

import numpy as np
import serial

from seedlite.errors import DeviceError
from seedlite.progress import Progress

BAUD = 115_200
END, READY = "%", "m-ready"
REPLY_SECONDS = 5.0  # limit of a reply; inferences have INFERENCE_SECONDS
ATTEMPTS = 3  # for a first answer
INFERENCE_SECONDS = 120.0
QUIET_SECONDS = 0.2  # without a byte: the end of the output
CHUNK_BYTES = 32  # of input per command
ARENA_BYTES = 512  # of activations per command
CLOCK_WRAPS = 1 << 32  # microseconds
MOST_LINE = 1 << 20  # limit of a line in characters
# A line of a reply, possibly after other text on the same line.
REPLY = re.compile(
    r"m-(?:ready$|(?:init|load|warmup|infer|reset)-done$|(?:warmup|infer)-start-|timestamp-mode-|name-"
    r"|profile-|model-|lap-us-|buffer-|results-|output-|step-done-|arena-|\[Expecting ).*|^e-\[.*"
)
FAULT = "e-[fault:"  # sent by the firmware before it stops
LAST_LINES, SHOWN = 5, 80  # of received text in messages: lines, characters per line


class Link:
    """An open line. All methods raise DeviceError if the board does not answer, reports an error or
    violates the protocol. Lines outside the protocol, such as a board's log, are skipped; errors
    show the last ones."""

    def __init__(self, device: str, baud: int = BAUD):
        try:
            self._port = serial.Serial(device, baud, timeout=QUIET_SECONDS, write_timeout=5.0)
        except (serial.SerialException, OSError, ValueError) as error:
            raise DeviceError(
                f"cannot open {device}: {error}; is the board plugged in, and the port free?"
            ) from error
        self._device = device
        self._received = b""
        self._last: deque[str] = deque(maxlen=LAST_LINES)

    def __enter__(self) -> Self:
        try:
            self.synchronize()
        except BaseException:
            self._port.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._port.close()

    def synchronize(self) -> None:
        """Ends an unfinished command and drops all input before the reply to a new one. Asks
        several times, as a board that has just started may miss it."""
        for attempt in range(ATTEMPTS):
            self._received = b""
            self._write(f"{END}name{END}")
            limit = time.monotonic() + REPLY_SECONDS / ATTEMPTS
            try:
                while not self._line(limit, "name").startswith("m-name-"):
                    pass
                while self._line(limit, "name") != READY:
                    pass
                return
            except DeviceError:
                if attempt == ATTEMPTS - 1:
                    raise

    def command(self, text: str, seconds: float | None = None) -> list[str]:
        """Sends a command and returns the lines of its reply without the final m-ready. The reply
        may take `seconds` (default: REPLY_SECONDS)."""
        self._write(text + END)
        limit, lines = time.monotonic() + (seconds or REPLY_SECONDS), []
        while (line := self._line(limit, text)) != READY:
            lines.append(line)
        errors = [line for line in lines if line.startswith("e-[")]
        if errors:
            raise DeviceError(f"{self._device}: the board answers '{errors[0]}' to '{text}'")
        return lines

    def profile(self) -> dict[str, str]:
        """Returns the board's `name`, `profile` and `model`."""
        lines = self.command("name") + self.command("profile")
        found = [re.fullmatch(r"m-(name|profile|model)-(?:dut-)?\[(.*)\]", line) for line in lines]
        return {match.group(1): match.group(2) for match in found if match}

    def infer(self, x: np.ndarray) -> np.ndarray:
        """Runs one inference: int8 input bytes to int8 output bytes."""
        return self.timed_infer(x)[0]

    def timed_infer(self, x: np.ndarray) -> tuple[np.ndarray, int | None]:
        """As `infer`; also returns the microseconds by the board's clock, if it tells them."""
        self.load(x)
        lines = self.command("infer 1 0", INFERENCE_SECONDS)
        return self.output(), self._elapsed(lines)

    def load(self, x: np.ndarray) -> None:
        """Sends int8 input bytes."""
        data = x.tobytes()
        self._expect(self.command(f"db load {len(data)}"), f"m-[Expecting {len(data)} bytes]")
        lines: list[str] = []
        for start in range(0, len(data), CHUNK_BYTES):
            lines = self.command(f"db {data[start : start + CHUNK_BYTES].hex()}")
        self._expect(lines, "m-load-done")

    def output(self) -> np.ndarray:
        """Returns the output's bytes, int8."""
        return self._bytes("output", "output").view(np.int8)

    def step(self, number: int) -> int | None:
        """Runs operator `number` on the loaded input; returns the microseconds, if the board tells
        them. Operators run in order."""
        lines = self.command("step", INFERENCE_SECONDS)
        self._expect(lines, f"m-step-done-{number + 1}")
        return self._elapsed(lines)

    def arena(self, offset: int, count: int) -> np.ndarray:
        """Returns bytes of the activations, uint8 [count]."""
        parts = [
            self._bytes(f"arena {at} {min(ARENA_BYTES, offset + count - at)}", "arena")
            for at in range(offset, offset + count, ARENA_BYTES)
        ]
        found = np.concatenate(parts)
        if found.size != count:
            raise DeviceError(
                f"{self._device}: {count} bytes of the arena were expected, {found.size} came"
            )
        return found

    def _bytes(self, command: str, kind: str) -> np.ndarray:
        """Returns the bytes of the reply, uint8."""
        lines = [line for line in self.command(command) if line.startswith(f"m-{kind}-")]
        form = rf"m-{kind}-\[((?:[0-9a-f]{{2}})*)\]"
        match = re.fullmatch(form, lines[0]) if lines else None
        if match is None or len(lines) > 1:
            raise DeviceError(f"{self._device}: the board sends {self._shown()} as {kind}")
        return np.frombuffer(bytes.fromhex(match.group(1)), np.uint8)

    def _elapsed(self, lines: list[str]) -> int | None:
        """Returns the microseconds between the two times of a reply; the clock wraps around."""
        found = [re.fullmatch(r"m-lap-us-(\d+)", line) for line in lines]
        times = [int(match.group(1)) for match in found if match]
        return (times[1] - times[0]) % CLOCK_WRAPS if len(times) == 2 else None

    def reset(self) -> None:
        """Restores the model's state before its first inference."""
        self._expect(self.command("reset"), "m-reset-done")

    def _expect(self, lines: list[str], expected: str) -> None:
        if expected not in lines:
            raise DeviceError(
                f"{self._device}: '{expected}' was expected; the board sends {self._shown()}"
            )

    def _shown(self) -> str:
        """Returns the last lines received, and the incomplete one, in ASCII."""
        rest = self._received.decode("ascii", "replace").strip()
        lines = [*self._last, *([rest] if rest else [])][-LAST_LINES:]
        return ", ".join(ascii(line[:SHOWN]) for line in lines) or "nothing"

    def _write(self, text: str) -> None:
        try:
            self._port.write(text.encode("ascii"))
        except (serial.SerialException, OSError) as error:
            raise DeviceError(f"{self._device}: cannot send: {error}; is it unplugged?") from error

    def _read(self) -> bytes:
        """Returns the bytes received; waits a moment if there are none."""
        try:
            return self._port.read(self._port.in_waiting or 1)
        except (serial.SerialException, OSError) as error:
            raise DeviceError(f"{self._device}: lost: {error}; is it unplugged?") from error

    def _line(self, limit: float, command: str) -> str:
        """Returns the next line of a reply; skips others."""
        while True:
            line, found, rest = self._received.partition(b"\n")
            if found:
                self._received = rest
                text = line.decode("ascii", "replace").strip()
                if text:
                    self._last.append(text)
                if reply := REPLY.search(text):
                    return self._checked(reply.group(), command)
            elif time.monotonic() > limit:
                raise DeviceError(
                    f"{self._device}: no answer to '{command}', or no end of it; last came "
                    f"{self._shown()}; does the board run seedlite's firmware, and at "
                    f"{self._port.baudrate} baud?"
                )
            elif len(self._received) > MOST_LINE:
                raise DeviceError(f"{self._device}: sends garbage; check the baud rate")
            else:
                self._received += self._read()

    def _checked(self, line: str, command: str) -> str:
        if line.startswith(FAULT):
            raise DeviceError(
                f"{self._device}: the board stops at '{command}': {line}; reset it, and see that "
                "its memory is as its memory.ld says"
            )
        return line


def infer_on_port(device: str, rows: np.ndarray, progress: Progress | None = None) -> np.ndarray:
    """Infers int8 rows [n, input bytes], or [sequences, steps, input bytes], one by one: int8 [...,
    output bytes]. The state is reset before each sequence."""
    return timed_on_port(device, rows, progress)[0]


def timed_on_port(
    device: str, rows: np.ndarray, progress: Progress | None = None
) -> tuple[np.ndarray, list[int]]:
    """As `infer_on_port`; also returns the microseconds of the inferences by the board's clock, if
    it tells them."""
    flat = rows.reshape(-1, rows.shape[-1])
    steps = rows.shape[1] if rows.ndim == 3 else 0
    outputs, times = [], []
    with Link(device) as link:
        for number, row in enumerate(flat):
            if steps and number % steps == 0:
                link.reset()
            output, microseconds = link.timed_infer(row)
            outputs.append(output)
            times.append(microseconds)
            if output.shape != outputs[0].shape:
                raise DeviceError(
                    f"{device}: an output has {output.size} bytes, the first had "
                    f"{outputs[0].size}; is the line disturbed?"
                )
            if progress:
                progress(number + 1, len(flat))
    found = np.stack(outputs).reshape(*rows.shape[:-1], -1)
    return found, [time for time in times if time is not None]
