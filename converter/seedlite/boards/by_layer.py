"""Runs a model on a board operator by operator, and compares each output with the one here."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from seedlite.boards.serial_line import Link
from seedlite.execution import DeviceRun, LayerRun
from seedlite.interpreters import Runtime
from seedlite.model import Model, operator_name, parse, planned_offsets
from seedlite.progress import Progress


@dataclass
class _Step:
    """An operator. `places`: offset and bytes of its outputs among the activations."""

    name: str
    places: list[tuple[int, int]]
    different: int = 0
    times: list[int] = field(default_factory=list)

    def report(self, inferences: int) -> LayerRun:
        return LayerRun(
            name=self.name,
            bytes=inferences * sum(size for _, size in self.places),
            different=self.different,
            microseconds=float(np.mean(self.times)) if self.times else None,
        )


def run_by_layer(
    device: str, file: bytes, rows: np.ndarray, progress: Progress | None = None
) -> DeviceRun:
    """Infers as `infer_on_port`, in steps; the report has every operator."""
    flat = rows.reshape(-1, rows.shape[-1])
    length = rows.shape[1] if rows.ndim == 3 else 0
    here, steps, outputs = Runtime(file), _steps(parse(file)), []
    with Link(device) as link:
        for number, row in enumerate(flat):
            if length and number % length == 0:
                link.reset()
                here.reset()
            _infer(link, here, steps, row)
            outputs.append(link.output())
            if progress:
                progress(number + 1, len(flat))
    made = np.stack(outputs).reshape(*rows.shape[:-1], -1)
    return DeviceRun(made, layers=[step.report(len(flat)) for step in steps])


def _infer(link: Link, here: Runtime, steps: Sequence[_Step], row: np.ndarray) -> None:
    link.load(row)
    taken = 0
    for port in here.inputs:
        part = row[taken : taken + port.bytes].view(np.uint8)
        here.activations[port.offset : port.offset + port.bytes] = part
        taken += port.bytes
    for number, step in enumerate(steps):
        microseconds = link.step(number)
        here.invoke_operators(number, number + 1)
        if microseconds is not None:
            step.times.append(microseconds)
        for offset, size in step.places:
            expected = here.activations[offset : offset + size]
            step.different += int((link.arena(offset, size) != expected).sum())


def _steps(model: Model) -> list[_Step]:
    offsets = planned_offsets(model)
    return [
        _Step(
            operator_name(model, index),
            [
                (offsets[tensor], model.tensors[tensor].bytes)
                for tensor in operator.outputs
                if offsets[tensor] >= 0
            ],
        )
        for index, operator in enumerate(model.operators)
        if operator.computes
    ]
