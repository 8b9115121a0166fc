"""Python and C regenerate the same weights, whatever the record."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import dense_model
from c_weights import CWeights
from seedlite._constants import GENERATOR_BELL, GENERATOR_UNIFORM, HASH_WINDOW_MULTIPLIER
from seedlite.centralize import Centralized, Coded, centralize
from seedlite.encoder import EncodedTensor, NetworkStatistics, Payload, Record, regenerate
from seedlite.encoder.payload import live_count
from seedlite.expansion import recorded_tensors
from seedlite.graph import layers
from seedlite.tflite import parse

BASE_SCALE = np.float32(2**-10)


@st.composite
def records(draw, count: int) -> Record:
    k = draw(st.integers(0, 16))
    v = draw(st.integers(1, 8)) if k else 1
    window = draw(st.integers(max(6, k), 16)) if k else 0
    network = draw(st.booleans()) and draw(st.booleans())
    mantissa = draw(st.integers(0, 4))
    row_bits = draw(st.sampled_from([0, mantissa + draw(st.integers(0, 4))]))
    return Record(
        count=count,
        batch_size=draw(st.integers(1, count)),
        seed=draw(st.integers(0, 2**32 - 1)),
        generator=draw(st.sampled_from([GENERATOR_UNIFORM, GENERATOR_BELL])),
        values_per_draw=v,
        bits_per_draw=k,
        window_bits=window,
        mean=0 if network else draw(st.integers(-127, 127)),
        spread=0 if network else draw(st.integers(0, 255)),
        shift=0 if network else draw(st.integers(0, 15)),
        network_statistics=network,
        input_major=draw(st.booleans()),
        mean_bits=0 if network else draw(st.integers(0, 8)),
        spread_bits=0 if network else draw(st.integers(0, 8)),
        row_code_bits=row_bits,
        row_code_mantissa_bits=min(mantissa, row_bits),
        mask_group=draw(st.sampled_from([0, 1, 2, 3, 4, 7, 16, 300])),
    )


def payload_of(record: Record, channels: int, rng: np.random.Generator) -> Payload:
    """Random contents; half of the mask's groups and a third of the batches zero."""
    mask = rng.integers(0, 2, record.mask_groups)
    low = -(1 << max(record.mean_bits - 1, 0))
    keep = rng.integers(0, 3, record.batches) > 0
    means = np.clip(rng.integers(low, max(-low, 1), record.batches), -127, 127) * keep
    spreads = rng.integers(0, 1 << record.spread_bits, record.batches) * keep
    payload = Payload(
        row_codes=rng.integers(0, 1 << record.row_code_bits, channels),
        means=means if record.mean_bits else np.zeros(0, np.int64),
        spreads=spreads if record.spread_bits else np.zeros(0, np.int64),
        mask=mask,
    )
    draws = record.draws(live_count(record, mask)) if record.bits_per_draw else 0
    payload.windows = _overlapping(record, draws, rng)
    return payload


def _overlapping(record: Record, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Windows of a random bit stream."""
    k, length = record.bits_per_draw, record.window_bits
    bits = rng.integers(0, 2, max(0, (draws - 1) * k + length))
    powers = 1 << np.arange(length)
    return np.array([bits[t * k : t * k + length] @ powers for t in range(draws)], np.int64)


@st.composite
def plain_records(draw, count: int) -> Record:
    """Records whose weights are the generator's values, often with windows that give the lowest."""
    record = draw(records(count).filter(lambda r: r.bits_per_draw))
    window = draw(st.integers(0, (1 << record.window_bits) - 1))
    lowest = -HASH_WINDOW_MULTIPLIER * window % 2**32
    return replace(
        record,
        seed=draw(st.sampled_from([record.seed, lowest])),
        mean=0,
        spread=1,
        shift=0,
        network_statistics=False,
        mean_bits=0,
        spread_bits=0,
    )


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_weights_random_record_same_in_python_and_c(data):
    rows, columns = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 40))
    count = rows * columns
    record = data.draw(st.one_of(records(count), plain_records(count)))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    encoded = payload_of(record, rows, rng).pack(record)
    network = NetworkStatistics(*rng.integers([-127, 0, 0], [128, 256, 16]).tolist())
    model = dense_model(rows, columns)
    layer = layers(model)[0]
    weights = regenerate(record, encoded, (rows, columns), network, rows)
    part = EncodedTensor("w", record, encoded, BASE_SCALE, np.array([BASE_SCALE]), weights)
    file = centralize(Coded([Centralized(layer, part)], model, network))

    packed = parse(file)
    (found,) = recorded_tensors(file, packed)
    assert (found.record, found.encoded) == (record, encoded)
    assert np.array_equal(found.weights, weights)
    stream = weights.T.ravel() if record.input_major else weights.ravel()
    tensor = next(o.outputs[0] for o in packed.operators if o.is_decode)
    room = data.draw(st.sampled_from([1, 5, 64, rows * columns]))
    in_c = CWeights(file, tensor, rows)
    assert np.array_equal(in_c.read(0, stream.size, room), stream)
    begin = data.draw(st.integers(0, stream.size - 1))
    end = data.draw(st.integers(begin + 1, stream.size))
    assert np.array_equal(in_c.read(begin, end, stream.size), stream[begin:end])
    for first, last in ((begin, end), (begin // 8 * 8, stream.size // 8 * 8)):
        assert np.array_equal(in_c.read_with_zeros(first, last), stream[first:last])
