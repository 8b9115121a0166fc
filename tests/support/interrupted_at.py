"""seedlite, interrupted at one of its calls of functions.

    python interrupted_at.py N ARGUMENTS

runs `seedlite ARGUMENTS` and sends it SIGINT at call N, counted from 1 since seedlite takes care of
signals. With N = 0, prints how many calls there are, behind all else."""

import os
import signal
import sys

from seedlite import interruption
from seedlite.cli import main

number = int(sys.argv.pop(1))
calls = 0
install = interruption.install


def count(frame: object, event: str, argument: object) -> None:
    global calls
    if event == "call":
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGINT)


def install_and_count() -> None:
    install()
    sys.setprofile(count)


signal.signal(signal.SIGINT, signal.default_int_handler)
interruption.install = install_and_count
try:
    main()
finally:
    sys.setprofile(None)
    if number == 0:
        print(calls)
