"""Starts MLPerf Tiny's runner, unmodified, with a serial line that no USB device stands behind.

Usage: python mlperf_launcher.py RUNNER_FOLDER SERIAL_LINE RUNNER_OPTIONS...
"""

import runpy
import sys
import types

VENDOR, PRODUCT = 0x0483, 0x374B  # which the runner's own device list has for the Nucleo-L4R5ZI


def main() -> None:
    folder, line, *options = sys.argv[1:]
    port = types.SimpleNamespace(device=line, vid=VENDOR, pid=PRODUCT, description="emulated")
    usb, core = types.ModuleType("usb"), types.ModuleType("usb.core")
    core.find = lambda **_: []
    usb.core = core
    sys.modules |= {"usb": usb, "usb.core": core}
    from serial.tools import list_ports

    list_ports.comports = lambda *_: [port]
    sys.path.insert(0, folder)
    sys.argv = ["main.py", *options]
    runpy.run_path(f"{folder}/main.py", run_name="__main__")


if __name__ == "__main__":
    main()
