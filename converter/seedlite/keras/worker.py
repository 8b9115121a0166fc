"""The process of TensorFlow's converter, which may crash: `python -m seedlite.keras.worker`.

process.py is the other end. Requests come pickled on stdin. Replies are pairs on the original
stdout: ("doing", text) before each step, ("layers", names) once they are known, at the end
("answer", the file or an error).
"""

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from seedlite.data import Samples
from seedlite.errors import BadInputError, SeedliteError, UnsupportedError
from seedlite.progress import LOADING_TENSORFLOW

Send = Callable[[str, Any], None]


@dataclass(frozen=True)
class Request:
    """A conversion. place: names the model in messages. outputs: their names, if the file lacks
    them. layers: how many of the model's layers are converted; None for all."""

    path: Path
    calibration: Samples
    place: str
    outputs: list[str] | None = None
    layers: int | None = None


def main() -> None:
    """Serves requests until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C and ends this process
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # TensorFlow writes to both
    requests: queue.Queue[Request] = queue.Queue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, requests), daemon=True).start()

    def send(kind: str, value: Any) -> None:
        pickle.dump((kind, value), replies)
        replies.flush()

    while True:
        request = requests.get()
        send("answer", _answer(request, send))


def _receive(source: IO[bytes], requests: "queue.Queue[Request]") -> None:
    """Queues requests; ends the process with the parent, even during a conversion."""
    try:
        while True:
            requests.put(pickle.load(source))
    except EOFError:
        os._exit(0)


def _answer(request: Request, send: Send) -> bytes | SeedliteError:
    try:
        return _convert(request, send)
    except SeedliteError as error:
        # without causes: unpickling them needs TensorFlow
        return type(error)(error.message, error.code)
    except MemoryError:
        return BadInputError(f"{request.place}: memory is short; give fewer calibration samples")
    except Exception as error:  # whatever TensorFlow or Keras raise
        return UnsupportedError(f"{request.place}: {type(error).__name__}: {error}")


def _convert(request: Request, send: Send) -> bytes:
    from seedlite.keras.backend import import_keras

    send("doing", LOADING_TENSORFLOW)
    import_keras()
    from seedlite.keras.convert import convert
    from seedlite.keras.source import open_source, until

    send("doing", "loading the model")
    source = open_source(request.path, request.outputs)
    send("layers", [f"{x.name!r} ({type(x).__name__})" for x in source.layers])
    if request.layers is not None:
        source = until(source, request.layers)
    return convert(source, request.calibration, request.place, lambda text: send("doing", text))


if __name__ == "__main__":
    main()
