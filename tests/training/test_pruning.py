import numpy as np
import pytest

from models import digits
from models.command import stored_path
from seedlite.boards.multiplications import operator_macs, skipped_macs
from seedlite.codec.expand import recorded_tensors
from seedlite.codec.payload import Payload
from seedlite.compress.pipeline import Conversion, convert
from seedlite.data.training import Training
from seedlite.errors import UsageError
from seedlite.model.layers import WEIGHTS, layers
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from seedlite.training.schedule import PRUNED_AT, Schedule

QUAD = 4
SHARE = 0.75
EPOCHS = 24
POINTS = 2.5  # of accuracy on digits, that the pruned weights may be worth


def stored_quads(file: bytes, name: str) -> np.ndarray:
    """int8 [quads, QUAD]: the weights that a stock file stores for a layer."""
    model = parse(file)
    (layer,) = (one for one in layers(model) if one.name == name)
    return model.tensors[model.operators[layer.operator].inputs[WEIGHTS]].array().reshape(-1, QUAD)


def masks(file: bytes) -> dict[str, np.ndarray]:
    """Of layers with a mask: bool [quads], True where it says zero."""
    found = {}
    for one in recorded_tensors(file, parse(file)):
        if one.record.mask_group:
            assert one.record.mask_group == QUAD
            channels = one.weights.shape[one.layer.channel_axis]
            mask = Payload.unpack(one.record, one.encoded, channels).mask
            found[one.layer.name] = mask.astype(bool)
    return found


def digits_pruned(share: float) -> Conversion:
    training = Training(digits.train_data(), epochs=EPOCHS, prune=share)
    path, test = stored_path(digits.NAME), digits.test_data()
    return convert(path, bits=2, train=training, evaluation=test)


@pytest.mark.slow
def test_digits_pruned_keeps_its_accuracy_in_fewer_bytes():
    whole, pruned = digits_pruned(0.0), digits_pruned(SHARE)
    assert 100 * (whole.report["accuracy"] - pruned.report["accuracy"]) <= POINTS
    assert len(pruned.file) < len(whole.file)
    assert pruned.report["training"]["pruned"] == SHARE
    check_zeros(pruned.file, ["1 CONV_2D", "3 CONV_2D", "5 FULLY_CONNECTED"])


def check_zeros(file: bytes, names: list[str]) -> None:
    """SHARE of the layers' groups are masked, zero in the stock model, and skipped."""
    found, stock = masks(file), expand(file)
    assert list(found) == names
    for layer, mask in found.items():
        assert mask.sum() == round(SHARE * mask.size)
        weights = stored_quads(stock, layer)
        assert not weights[mask].any()
        assert weights[~mask].any(axis=1).mean() > 0.9
    model = parse(file)
    macs = sum(operator_macs(model, o) for o in model.operators if not o.is_decode)
    assert sum(skipped_macs(file, model).values()) > 0.95 * SHARE * macs


def test_pruning_by_magnitude_keeps_the_original_large_weights(train, classifier):
    (name, mask), *_ = masks(train(epochs=4, bits=2, prune=0.5).file).items()
    original = stored_quads(classifier.read_bytes(), name).astype(float)
    energies = np.square(original).sum(axis=1)
    assert np.median(energies[~mask]) > 2 * np.median(energies[mask])


@pytest.mark.slow
def test_interrupted_pruning_resumed_gives_the_same_file(train, tmp_path):
    """While groups become zero, and after that: which ones are is part of the checkpoint."""
    options = {"epochs": 10, "bits": 2, "prune": 0.6}
    whole = train(checkpoint=tmp_path / "other", **options)
    for stop, pruning in ((11, True), (22, False)):

        def interrupt(done, total, state, stop=stop, pruning=pruning):
            if done == stop:
                assert (done < PRUNED_AT * total) == pruning
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train(checkpoint=tmp_path / "state", progress=interrupt, **options)
        resumed = train(checkpoint=tmp_path / "state", resume=True, **options)
        assert resumed.file == whole.file


@pytest.mark.slow
def test_recipe_of_a_pruned_network_gives_the_same_file_again(train):
    first = train(epochs=2, bits=2, prune=0.5)
    assert train(epochs=2, prune=0.5, recipe=first.report).file == first.file


def test_pruned_network_fits_its_budget(train):
    budget = train(epochs=1, bits=2).report["file_bytes"] - 500
    conversion = train(epochs=1, budget=budget, prune=0.75)
    assert conversion.report["file_bytes"] <= budget
    assert masks(conversion.file)


def test_schedule_prunes_fast_at_first_and_everything_before_weights_are_coded():
    schedule = Schedule(1000, prune=0.5)
    found = [(n, share) for n in range(1000) if (share := schedule.share_to_prune(n)) is not None]
    steps, shares = (np.array(column) for column in zip(*found, strict=True))
    assert (shares[0], shares[-1], steps[-1]) == (0, 1, 300)
    assert shares[np.searchsorted(steps, 150)] == pytest.approx(1 - 0.5**3)
    assert (np.diff(shares) > 0).all()
    assert min(n for n in range(1000) if schedule.share_to_freeze(n)) == 300
    assert not any(Schedule(1000).share_to_prune(n) for n in range(1000))


@pytest.mark.parametrize("share", [-0.1, 1.0, 1.5, np.nan])
def test_share_out_of_range_is_refused(separable, share):
    with pytest.raises(UsageError, match="from 0 to below 1"):
        Training(separable, prune=share)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "batch", "batch_size": 50}, "`method` seeded"),
        ({"bits": 2, "layers": "^0 CONV"}, "no layer would be faster"),
    ],
)
def test_pruning_where_nothing_can_be_pruned_is_refused(train, options, message):
    with pytest.raises(UsageError, match=message):
        train(prune=0.5, **options)


def test_pruning_by_a_recipe_with_other_groups_is_refused(train):
    recipe = train(epochs=1, bits=2).report["recipe"]
    with pytest.raises(UsageError, match="mask_group 0"):
        train(prune=0.5, recipe=recipe)
