"""Instructions and sizes of a model on a board."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from seedlite._constants import OP_DEPTHWISE_CONV_2D
from seedlite.codegen import read_program
from seedlite.deploy import deployable
from seedlite.firmware.boards import find_board
from seedlite.firmware.build import build_firmware
from seedlite.firmware.qemu import run_on_qemu
from seedlite.firmware.sizes import firmware_sizes
from seedlite.graph import KINDS, WEIGHTS, operator_name
from seedlite.tflite import Model, Operator, parse

INPUT_SEED = 12345


def lcg_input(count: int) -> np.ndarray:
    """int8 bytes x >> 24 of x = x * 1664525 + 1013904223 mod 2^32, from INPUT_SEED: the input of
    all our figures."""
    x, values = INPUT_SEED, np.empty(count, np.uint8)
    for i in range(count):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        values[i] = x >> 24
    return values.view(np.int8)


def operator_macs(model: Model, operator: Operator) -> int:
    """Multiplications with weights that the operator stands for, zeros included."""
    output = model.tensors[operator.outputs[0]]
    if operator.code not in KINDS:
        return 0
    weights = model.tensors[operator.inputs[WEIGHTS]]
    if operator.code == OP_DEPTHWISE_CONV_2D:
        return output.count * weights.shape[1] * weights.shape[2]
    return output.count * weights.count // weights.shape[0]


def bench(file: bytes, board_name: str) -> dict[str, Any]:
    """The report that `seedlite bench --json` prints."""
    file = deployable(file)
    model = parse(file)
    board = find_board(board_name)
    inputs = lcg_input(model.tensors[model.inputs[0]].count).reshape(1, -1)
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(read_program(file), board, Path(folder))
        sizes = firmware_sizes(firmware.elf)
        result = run_on_qemu(firmware, inputs)
    computing = [i for i, o in enumerate(model.operators) if not o.is_decode]
    operators = [
        {
            "name": operator_name(model, index),
            "instructions": count,
            "macs": operator_macs(model, model.operators[index]),
        }
        for index, count in zip(computing, result.operators, strict=True)
    ]
    return {
        "board": board.name,
        "instructions": result.instructions[0],
        "start_instructions": result.start_instructions,
        "macs": sum(o["macs"] for o in operators),
        "flash_bytes": {
            "code": sizes.code,
            "model": sizes.model,
            "total": sizes.code + sizes.model,
        },
        "ram_bytes": {
            "arena": result.activation_bytes,
            "scratch": result.scratch_bytes,
            "static": sizes.static,
            "stack": result.stack_bytes,
        },
        "operators": operators,
    }
