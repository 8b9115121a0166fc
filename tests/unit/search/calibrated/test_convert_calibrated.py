import numpy as np
import pytest

from seedlite.codec.expand import recorded_tensors
from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError, UsageError
from seedlite.execution.run import run
from seedlite.model.layers import bias_of, layers
from seedlite.model.parse import parse
from tests.support import zoo
from tests.support.comparing import rows_of_tflm


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("calibrated")


def stock(folder, name: str):
    path = folder / f"{name}.tflite"
    path.write_bytes(zoo.tflite(name))
    return path


def noise(path, file: bytes, x: np.ndarray) -> float:
    """Squared error of int8 outputs against the original's, over their variance."""
    before = run(path.read_bytes(), x).outputs.astype(np.float64)
    after = run(file, x).outputs.astype(np.float64)
    return float(np.square(after - before).mean() / before.var(axis=0).mean())


def quantized(path, samples: np.ndarray) -> np.ndarray:
    from seedlite.data.samples import quantized_samples

    return quantized_samples(parse(path.read_bytes()), samples, "samples")


@pytest.mark.parametrize("name", ["mlp", "plain_cnn", "residual_separable", "squeeze_excite"])
def test_convert_calibrated_is_bit_exact_with_tflm(folder, name):
    path = stock(folder, name)
    samples = zoo.calibration(name)
    file = convert(path, bits=3, calibration=samples).file
    x = quantized(path, samples)
    truth = rows_of_tflm(file, x)
    assert len(np.unique(truth, axis=0)) > 1
    assert np.array_equal(run(file, x).outputs.reshape(len(x), -1), truth)


@pytest.mark.parametrize("layers", [None, "."])
def test_convert_calibrated_loses_less_than_without(folder, layers):
    """With the depthwise layers too, whose channels take turns in the record's order."""
    name = "residual_separable"
    path = stock(folder, name)
    rng = np.random.default_rng(0)
    samples = rng.normal(0, 1.5, (300, 12, 10, 3)).astype(np.float32)
    fresh = quantized(path, rng.normal(0, 1.5, (100, 12, 10, 3)).astype(np.float32))
    plain = convert(path, bits=3, layers=layers)
    calibrated = convert(path, bits=3, layers=layers, calibration=samples)
    assert calibrated.report["bits_per_weight"] <= 3.05
    assert noise(path, calibrated.file, fresh) < 0.5 * noise(path, plain.file, fresh)


def test_convert_calibrated_weights_are_those_the_search_reported(folder, monkeypatch):
    import seedlite.allocate.seed_bits as coder_module

    parts = []

    def recording(*arguments):
        found = encode(*arguments)
        parts.extend(found.parts)
        return found

    encode = coder_module.encode_calibrated
    monkeypatch.setattr(coder_module, "encode_calibrated", recording)
    file = convert(stock(folder, "plain_cnn"), calibration=zoo.calibration("plain_cnn")).file
    recorded = recorded_tensors(file, parse(file))
    assert len(recorded) == len(parts) > 3
    for found, part in zip(recorded, parts, strict=True):
        assert np.array_equal(found.weights, part.encoded.weights)
        assert np.array_equal(found.scales, part.encoded.channel_scales)


def test_convert_calibrated_twice_gives_the_same_bytes(folder):
    path = stock(folder, "plain_cnn")
    files = [convert(path, calibration=zoo.calibration("plain_cnn")).file for _ in range(2)]
    assert files[0] == files[1]


def test_convert_calibrated_corrects_the_biases_of_layers_that_stay(folder):
    path = stock(folder, "residual_separable")
    file = convert(path, calibration=zoo.calibration("residual_separable")).file
    before, after = parse(path.read_bytes()), parse(file)
    changed = [
        not np.array_equal(
            before.tensors[bias_of(before.operators[old.operator])].array(),
            after.tensors[bias_of(after.operators[new.operator])].array(),
        )
        for old, new in zip(layers(before), layers(after), strict=True)
        if old.kind == "depthwise"
    ]
    assert changed
    assert all(changed)


def test_convert_calibrated_progress_counts_every_weight(folder):
    seen = []
    conversion = convert(
        stock(folder, "mlp"),
        calibration=zoo.calibration("mlp"),
        progress=lambda done, total, state="": seen.append((done, total)),
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (conversion.report["weights"],) * 2


def test_convert_zero_masked_layer_calibrated_keeps_its_zeros(folder):
    model = parse(zoo.tflite("mlp"))
    from seedlite.model.layers import WEIGHTS
    from seedlite.model.pack import pack

    index = model.operators[0].inputs[WEIGHTS]
    weights = model.tensors[index].array().copy()
    weights[5:25, 8:] = 0  # not whole channels, which would be removed
    model.tensors[index].data = weights.tobytes()
    path = folder / "sparse.tflite"
    path.write_bytes(pack(model))
    file = convert(path, bits=3, calibration=zoo.calibration("mlp")).file
    first = recorded_tensors(file, parse(file))[0]
    assert first.record.mask_group
    assert not first.weights[5:25, 8:].any()


def test_convert_calibration_of_wrong_shape_is_refused(folder):
    with pytest.raises(BadInputError, match="shape"):
        convert(stock(folder, "mlp"), calibration=np.zeros((5, 41), np.float32))


def test_convert_calibration_without_use_is_refused(folder):
    with pytest.raises(UsageError, match="`calibration`"):
        convert(stock(folder, "mlp"), method="layer", calibration=zoo.calibration("mlp"))
