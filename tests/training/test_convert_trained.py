import numpy as np
import pytest
import tensorflow as tf

from seedlite.codec.expand import recorded_tensors
from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.data.training import Training
from seedlite.errors import BadInputError, UsageError
from seedlite.execution.evaluation import accuracy
from seedlite.execution.run import run
from seedlite.model.parse import parse
from seedlite.progress import CHOOSING, LOADING_TENSORFLOW
from seedlite.training import identity
from seedlite.training.data import training_data
from seedlite.training.learner import Learner
from seedlite.training.session import TrainingSession
from tests.support.comparing import rows_of_tflm

METHODS = (
    {"method": "unitary"},
    {"method": "layer"},
    {"method": "batch", "batch_size": 7},
    {"method": "batch", "batch_size": 100},
    {"bits": 1.5},
    {"bits": 2.5, "layers": "."},
)


def int8_inputs(conversion, x):
    return quantized_samples(parse(conversion.original), x, "samples")


def measured(conversion, data) -> float:
    x, y = data
    return accuracy(run(conversion.file, int8_inputs(conversion, x)).outputs, y)


@pytest.mark.parametrize("options", METHODS, ids=str)
def test_trained_file_is_bit_exact_with_tflm(train, separable, options):
    conversion = train(epochs=2, **options)
    inputs = int8_inputs(conversion, separable[0][:40])
    truth = rows_of_tflm(conversion.file, inputs)
    assert len(np.unique(truth, axis=0)) > 1
    assert np.array_equal(run(conversion.file, inputs).outputs.reshape(len(inputs), -1), truth)


@pytest.mark.parametrize("options", METHODS, ids=str)
def test_trained_file_regenerates_the_weights_that_were_trained_with(train, monkeypatch, options):
    results = []

    def recording(*arguments):
        results.append(original(*arguments))
        return results[-1]

    original = TrainingSession.train
    monkeypatch.setattr(TrainingSession, "train", recording)
    file = train(epochs=1, **options).file
    recorded = recorded_tensors(file, parse(file))
    assert len(recorded) == len(results[0].parts) >= (4 if "method" in options else 1)
    for found, part in zip(recorded, results[0].parts, strict=True):
        assert np.array_equal(found.weights, part.encoded.weights)
        assert np.array_equal(found.scales, part.encoded.channel_scales)


@pytest.mark.parametrize("options", METHODS[:4], ids=str)
def test_training_rescues_what_statistics_alone_destroy(train, classifier, separable, options):
    untrained = convert(classifier, **options)
    trained = train(epochs=60, **options)
    assert measured(untrained, separable) < 0.75
    assert measured(trained, separable) > measured(untrained, separable) + 0.2


def test_training_keeps_one_bit_per_weight(train, separable):
    conversion = train(epochs=15, bits=1)
    assert conversion.report["bits_per_weight"] <= 1.05
    assert conversion.report["training"]["accuracy"]["original"] > 0.9
    assert measured(conversion, separable) > 0.9


def test_reported_accuracy_is_the_files_on_the_host_runtime(train, separable):
    conversion = train(epochs=2, bits=2)
    report = conversion.report["training"]
    assert report["held_out_samples"] == 60
    order = np.random.default_rng(0).permutation(600)[:60]
    held_out = tuple(part[order] for part in separable)
    assert report["accuracy"]["centralized"] == measured(conversion, held_out)


@pytest.mark.slow
def test_same_seed_gives_the_same_file_another_seed_another(train):
    files = [train(epochs=1, bits=2, seed=seed).file for seed in (4, 4, 5)]
    assert files[0] == files[1] != files[2]


def test_interrupted_training_resumed_gives_the_same_file(train, tmp_path):
    checkpoint = tmp_path / "state"

    def interrupt(done, total, state):
        if done == 12:
            raise KeyboardInterrupt

    whole = train(epochs=4, bits=2, checkpoint=tmp_path / "other")
    with pytest.raises(KeyboardInterrupt):
        train(epochs=4, bits=2, checkpoint=checkpoint, progress=interrupt)
    steps = []

    def follow(done, total, state):
        if state not in (LOADING_TENSORFLOW, CHOOSING):
            steps.append(done)

    resumed = train(epochs=4, bits=2, checkpoint=checkpoint, resume=True, progress=follow)
    assert min(steps) > 4
    assert resumed.file == whole.file


@pytest.mark.slow
def test_resume_of_another_training_is_refused_and_says_what_differs(
    train, separable, classifier, tmp_path, monkeypatch
):
    x, y = separable
    order = np.random.default_rng(0).permutation(len(x))
    trained = order[-1]  # held out are the first
    other_x, other_y = x.copy(), y.copy()
    other_x[trained, 0, 0, 0] += 0.25
    other_y[trained] = (y[trained] + 1) % 3
    state = tmp_path / "state"
    before = {"epochs": 1, "bits": 2, "checkpoint": state}
    train(**before)
    changes = {
        "data float32 .*, now float32 [^;]*; give": {"data": (other_x, y)},
        "labels int64 .*, now int64 [^;]*; give": {"data": (x, other_y)},
        "labels int64 .*, now none;": {"data": (x, None)},
        "held-out data none, now float32 .*; held-out labels none, now": {"held_out": (x, y)},
        "mini-batch 128, now 100; give": {"mini_batch": 100},
        "epochs 1, now 2; give": {"epochs": 2},
        "seed 0, now 3; give": {"seed": 3},
        "bits 2, now 3; give": {"bits": 3},
        r"prune 0\.0, now 0\.5; give": {"prune": 0.5},
        "layers None, now DENSE|CONN; give": {"layers": "DENSE|CONN"},
        "form of the stored layers .*, now": {"calibration": x[:8]},
    }
    for words, change in changes.items():
        with pytest.raises(
            BadInputError, match=f"state is the checkpoint of another training: {words}"
        ):
            train(**before | change, resume=True)
    monkeypatch.setattr(identity, "version", lambda package: "9.9.9")
    with pytest.raises(BadInputError, match=r"another training: seedlite .*, now 9\.9\.9; give"):
        train(**before, resume=True)


def rewrite(path, arrays):
    with path.open("wb") as file:
        np.savez(file, **arrays)


def test_resume_knows_variables_by_their_names(train, tmp_path):
    """Whatever their order in the file."""
    state = tmp_path / "state"
    whole = train(epochs=2, bits=2, checkpoint=state)
    with np.load(state) as archive:
        arrays = {name: archive[name] for name in reversed(archive.files)}
    arrays_without = {n: a for n, a in arrays.items() if not n.endswith("0/gain")}
    rewrite(state, arrays)
    assert train(epochs=2, bits=2, checkpoint=state, resume=True).file == whole.file
    rewrite(state, arrays_without)
    with pytest.raises(BadInputError, match="holds other variables"):
        train(epochs=2, bits=2, checkpoint=state, resume=True)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off", None])
def test_resume_without_a_checkpoint_is_refused(train, tmp_path, content):
    checkpoint = tmp_path / "state"
    if content is not None:
        checkpoint.write_bytes(content)
    with pytest.raises(BadInputError, match="without `resume`"):
        train(epochs=1, checkpoint=checkpoint, resume=True)


@pytest.mark.slow
def test_training_without_labels_imitates_the_original(train, separable):
    conversion = train((separable[0], None), epochs=6, bits=1)
    assert conversion.report["training"]["signal_to_noise_db"] > 5
    assert measured(conversion, separable) > 0.9


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.slow
def test_training_with_a_dataset(train, separable, labelled):
    x, y = separable
    dataset = tf.data.Dataset.from_tensor_slices((x, y) if labelled else x).batch(64)
    conversion = train(dataset, epochs=4, bits=2)
    assert conversion.report["training"]["held_out_samples"] == 64
    assert measured(conversion, separable) > 0.9


def test_endless_dataset_is_refused(train, separable):
    dataset = tf.data.Dataset.from_tensor_slices(separable).batch(64).repeat()
    with pytest.raises(UsageError, match=r"take\(N\)"):
        train(dataset)


def test_dataset_of_one_mini_batch_is_refused(train, separable):
    dataset = tf.data.Dataset.from_tensor_slices(separable).batch(len(separable[0]))
    with pytest.raises(BadInputError, match="one mini-batch at most"):
        train(dataset)


def spoiled(separable, index, value):
    x, y = separable[0].copy(), separable[1].copy()
    (x if isinstance(index, tuple) else y)[index] = value
    return x, y


@pytest.mark.parametrize(
    ("index", "value", "message"),
    [
        (5, 3, r"y\[5\] is 3; the model's classes are 0 ... 2"),
        (5, -1, r"y\[5\] is -1"),
        ((7, 0, 0, 1), np.nan, r"x\[7, 0, 0, 1\] is nan"),
        ((7, 0, 0, 1), np.inf, r"x\[7, 0, 0, 1\] is inf"),
    ],
)
def test_unusable_value_is_refused_with_its_place(train, separable, index, value, message):
    with pytest.raises(BadInputError, match=message):
        train(spoiled(separable, index, value))


def test_data_of_another_shape_or_too_few_are_refused(train, separable):
    x, y = separable
    with pytest.raises(BadInputError, match="shape"):
        train((x[..., :1], y))
    with pytest.raises(BadInputError, match="class indices"):
        train((x, y[:-1]))
    with pytest.raises(BadInputError, match="2 samples for 3 classes"):
        train((x[:2], y[:2]))
    with pytest.raises(BadInputError, match="class indices are needed, or one-hot"):
        train((x, 2 * np.eye(3)[y]))
    with pytest.raises(BadInputError, match=r"y\[0\] is \d\.5; integer class indices"):
        train((x, y + 0.5))
    with pytest.raises(UsageError, match="no vector of classes"):
        training_data(Training((x, y)), x.shape[1:], classes=0, seed=0)


def test_training_that_diverges_says_at_which_step(train, monkeypatch):
    monkeypatch.setattr(Learner, "_learning", lambda self, settled: lambda x, y: float("nan"))
    with pytest.raises(BadInputError, match="training diverged at step 0: the loss is nan"):
        train(epochs=1)


def test_training_data_that_is_the_test_data_is_warned_of(train, separable):
    x, y = separable
    conversion = train((x[:400], y[:400]), epochs=1, evaluation=(x[350:], y[350:]))
    assert any("50 of 250 `evaluation` samples" in w for w in conversion.report["warnings"])
    apart = train((x[:400], y[:400]), epochs=1, evaluation=(x[400:], y[400:])).report
    assert not any("`evaluation`" in warning for warning in apart["warnings"])
    assert apart["drop"] == 100 * (apart["original_accuracy"] - apart["accuracy"])
