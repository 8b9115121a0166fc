"""Converts a settled network to its stored form."""

from dataclasses import replace

import numpy as np

from seedlite.codec import (
    CentralizedLayer,
    CodedModel,
    EncodedTensor,
    NetworkStatistics,
    editable,
    store_weights,
)
from seedlite.model import Model
from seedlite.search import (
    Scales,
    SearchResult,
    encoded_tensor,
    network_statistics,
    with_statistics,
)
from seedlite.training.kernels import SeededKernel, StatisticsKernel, StoredKernel
from seedlite.training.layer import TrainableLayer
from seedlite.training.network import Teacher, TrainableNetwork


def coded_network(model: Model, original: Teacher, network: TrainableNetwork) -> CodedModel:
    """Returns the centralized layers, and the model with the trained weights and biases of the
    others."""
    coded = CodedModel([], editable(model), _shared_statistics(network))
    for number, layer in network.layers.items():
        bias = original.biases[number]
        correction = None if bias is None else layer.bias() - bias
        if isinstance(layer.kernel, StoredKernel):
            integers, scales = layer.kernel.integers(), layer.scales()
            store_weights(coded.model, layer.layer, integers, scales, correction)
        else:
            encoded = replace(_encoded(layer), snr_db=None)
            coded.parts.append(CentralizedLayer(layer.layer, encoded, correction))
    return coded


def _shared_statistics(network: TrainableNetwork) -> NetworkStatistics:
    """Returns the unitary method's statistics; zero for other methods."""
    for _, kernel in network.statistics():
        if kernel.record.network_statistics:
            return network_statistics(kernel.found)
    return NetworkStatistics()


def _encoded(layer: TrainableLayer) -> EncodedTensor:
    kernel = layer.kernel
    if isinstance(kernel, StatisticsKernel):
        return with_statistics(kernel.tensor, kernel.record, kernel.found, layer.row_codes())
    assert isinstance(kernel, SeededKernel)
    codes = layer.row_codes() if kernel.row_codes else None
    scales = Scales(layer.scales(), codes)
    flat = kernel.plan.tensor.order.flat(kernel.integers())
    found = SearchResult(scales, kernel.windows(), flat, np.zeros(0))
    return encoded_tensor(kernel.plan, found, flat)
