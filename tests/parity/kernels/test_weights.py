"""Python and C regenerate the same weights, whatever the record."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.codec.centralize import CentralizedLayer, CodedModel, centralize
from seedlite.codec.expand import recorded_tensors
from seedlite.codec.record import Record
from seedlite.codec.regenerate import regenerate
from seedlite.codec.tensors import EncodedTensor, NetworkStatistics
from seedlite.format.constants import OP_FULLY_CONNECTED
from seedlite.model.layers import layers
from seedlite.model.parse import parse
from tests.support.builders import dense_model
from tests.support.c_weights import CWeights
from tests.support.random_models import Geometry, random_payload, random_record, random_statistics

BASE_SCALE = np.float32(2**-10)


@st.composite
def records(draw, count: int) -> Record:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = Geometry(OP_FULLY_CONNECTED, (1, 1), (count, 1), (1, count), 0, {})
    record = random_record(rng, shape, row_codes=draw(st.booleans()))
    if not record.bits_per_draw and draw(st.integers(0, 3)) == 0:
        alone = {"mean": 0, "spread": 0, "mean_bits": 0, "spread_bits": 0}
        record = replace(record, network_statistics=True, **alone)
    return replace(record, mask_group=draw(st.sampled_from([0, 1, 2, 3, 4, 7, 16, 300])))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_weights_random_record_same_in_python_and_c(data):
    rows, columns = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 40))
    count = rows * columns
    record = data.draw(records(count))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    encoded = random_payload(rng, record, rows)
    network = NetworkStatistics(*random_statistics(rng))
    model = dense_model(rows, columns)
    layer = layers(model)[0]
    weights = regenerate(record, encoded, (rows, columns), network, rows)
    part = EncodedTensor("w", record, encoded, BASE_SCALE, np.array([BASE_SCALE]), weights)
    file = centralize(CodedModel([CentralizedLayer(layer, part)], model, network))

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
