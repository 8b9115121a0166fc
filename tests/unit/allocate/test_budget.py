import numpy as np
import pytest

from seedlite.allocate import budget as budget_module
from seedlite.allocate.batch_sizes import BatchCoder
from seedlite.allocate.encode import FileEncoder
from seedlite.allocate.file_form import FileForm
from seedlite.allocate.file_size import file_bytes
from seedlite.allocate.seed_bits import SeededCoder
from seedlite.allocate.selection import choose
from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.errors import DoesNotFitError
from seedlite.model.layers import WEIGHTS, layers, select_layers
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from tests.support import zoo


def coder_of(path, method: str, calibrated: bool = True):
    model = parse(path.read_bytes())
    x = quantized_samples(model, zoo.calibration("plain_cnn"), "x") if calibrated else None
    if method == "seeded":
        return SeededCoder(model, select_layers(model, None), x)
    return BatchCoder(model, select_layers(model, None), x, 0)


@pytest.mark.parametrize("method", ["seeded", "batch"])
@pytest.mark.parametrize("calibrated", [False, True])
def test_budget_is_kept_and_used(cnn, method, calibrated):
    x = zoo.calibration("plain_cnn") if calibrated else None
    least, most = (
        len(convert(cnn, **options).file)
        for options in (
            ({"bits": 0.75}, {"bits": 6})
            if method == "seeded"
            else ({"method": "batch", "batch_size": 500}, {"method": "batch", "batch_size": 5})
        )
    )
    sizes = []
    for budget in (least + 10, (least + most) // 2, most + 10):
        conversion = convert(cnn, method=method, budget=budget, calibration=x)
        assert len(conversion.file) <= budget
        sizes.append(len(conversion.file))
    assert sizes == sorted(set(sizes))
    assert sizes[1] > 0.9 * (least + most) // 2


@pytest.mark.parametrize("bits", [0.5, 1.3, 4])
def test_file_bytes_foretells_the_size_of_the_file(cnn, bits):
    for calibrated in (False, True):
        coder = coder_of(cnn, "seeded", calibrated)
        choice = choose(coder, bits)
        made = FileEncoder(coder).encode(choice).file
        assert file_bytes(coder, choice.plans, FileForm()) == len(made)


@pytest.mark.parametrize("method", ["seeded", "batch"])
def test_budget_smallest_file_is_named_and_can_be_made(cnn, method):
    with pytest.raises(DoesNotFitError, match="smallest file has") as caught:
        convert(cnn, method=method, budget=100)
    least = int(str(caught.value).split("smallest file has ")[1].split()[0])
    assert len(convert(cnn, method=method, budget=least).file) == least
    with pytest.raises(DoesNotFitError, match=str(least)):
        convert(cnn, method=method, budget=least - 1)


def test_budget_file_larger_than_foretold_is_chosen_again(cnn, monkeypatch):
    made = []

    def counting(*arguments):
        made.append(make(*arguments))
        return made[-1]

    make = FileEncoder.encode
    monkeypatch.setattr(FileEncoder, "encode", counting)
    monkeypatch.setattr(budget_module, "file_bytes", lambda *a: file_bytes(*a) - 100)
    file = convert(cnn, budget=3100).file
    assert len(made) > 1
    assert file == made[-1].file
    assert 2700 < len(file) <= 3100 < len(made[0].file)


def test_budget_large_enough_for_all_takes_the_best(cnn):
    report = convert(cnn, method="batch", budget=10**6).report
    assert {layer["batch_size"] for layer in report["layers"]} == {5}


def test_choice_reasons_are_in_the_report(cnn):
    report = convert(cnn, budget=3100, calibration=zoo.calibration("plain_cnn")).report
    assert report["choice"]["limits"] == {"budget": 3100}
    reasons = {reason["name"]: reason for reason in report["choice"]["layers"]}
    assert set(reasons) == {layer["name"] for layer in report["layers"]}
    for layer in report["layers"]:
        reason = reasons[layer["name"]]
        assert reason["sensitivity"] > 0
        assert len(reason["candidates"]) > 3
        damages = [c["damage"] for c in sorted(reason["candidates"], key=lambda c: c["bytes"])]
        assert damages == sorted(damages, reverse=True)
        assert reason["choice"]["bits_per_draw"] == layer["bits_per_draw"]
        taken = [c for c in reason["candidates"] if reason["choice"].items() <= c.items()]
        assert [c["bytes"] for c in taken] == [layer["bytes"]]


def test_sensitivity_of_a_layer_without_effect_is_zero(cnn, tmp_path):
    """What the last layer but one gives is multiplied with zeros."""
    model = parse(cnn.read_bytes())
    *_, before, last = layers(model)
    weights = model.tensors[model.operators[last.operator].inputs[WEIGHTS]]
    weights.data = np.zeros(weights.count, np.int8).tobytes()
    path = tmp_path / "dead.tflite"
    path.write_bytes(pack(model))
    report = convert(path, method="batch", budget=3000, calibration=zoo.calibration("plain_cnn"))
    reasons = {reason["name"]: reason for reason in report.report["choice"]["layers"]}
    assert reasons[before.name]["sensitivity"] == 0
