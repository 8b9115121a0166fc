"""Encodes all weight tensors of a network by one method."""

from collections.abc import Callable, Mapping

from seedlite.codec import EncodedTensor, NetworkStatistics, Rate, WeightTensor
from seedlite.errors import UsageError
from seedlite.progress import Progress
from seedlite.search.plan import plan_network, sharing_a_table
from seedlite.search.seeded import encode_seeded
from seedlite.search.seeds import derived_seed
from seedlite.search.statistics_alone import encode_batches, encode_unitary

METHODS = ("unitary", "layer", "batch", "seeded")


def encode_network(
    tensors: list[WeightTensor],
    method: str,
    batch_size: int | None = None,
    bits: float = 2.0,
    seed: int = 0,
    progress: Progress | None = None,
    rates: Mapping[str, tuple[int, int]] | None = None,
) -> tuple[list[EncodedTensor], NetworkStatistics]:
    """Encodes all tensors; the same arguments give the same bytes.

    method: 'unitary', 'layer', 'batch' (with `batch_size`), or 'seeded' with a mean of `bits`
        stored bits per weight, which may be exceeded by TOLERANCE_BITS.
    progress: called with the number of weights encoded so far and the total.
    rates: (V, k) of single tensors, by name; method 'seeded' only.
    Raises UsageError, and DoesNotFitError if `bits` do not suffice.
    """
    report = _counting(progress, sum(t.values.size for t in tensors))
    unused = NetworkStatistics()
    if not tensors:
        return [], unused
    if method == "unitary":
        encoded, network = encode_unitary(tensors, seed)
        return [report(one) for one in encoded], network
    if method in ("layer", "batch"):
        if method == "layer":
            batch_size = max(tensor.values.size for tensor in tensors)
        if batch_size is None:
            raise UsageError("method 'batch' needs a batch size")
        encoded = [
            report(encode_batches(tensor, batch_size, derived_seed(seed, number)))
            for number, tensor in enumerate(tensors)
        ]
        return encoded, unused
    if method == "seeded":
        own = {name: Rate(*rate) for name, rate in (rates or {}).items()}
        unknown = own.keys() - {tensor.name for tensor in tensors}
        if unknown:
            raise UsageError(
                f"rates are given for {', '.join(sorted(unknown))}; the tensors are "
                f"{', '.join(tensor.name for tensor in tensors)}"
            )
        plans = plan_network(sharing_a_table(tensors, bits), bits, own)
        return [report(encode_seeded(plan)) for plan in plans], unused
    raise UsageError(f"method '{method}' is unknown; choose one of {', '.join(METHODS)}")


def _counting(progress: Progress | None, total: int) -> Callable[[EncodedTensor], EncodedTensor]:
    done = 0

    def report(encoded: EncodedTensor) -> EncodedTensor:
        nonlocal done
        done += encoded.record.count
        if progress:
            progress(done, total)
        return encoded

    return report
