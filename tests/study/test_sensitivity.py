import pytest

from seedlite.study.sensitivity import STANDARD, measure_sensitivity, rank_correlation


def test_sensitivity_layer_is_the_mean_over_the_ways(cnn_network):
    report = measure_sensitivity(cnn_network, seeds=2)
    assert len(report["layers"]) == 6
    for layer in report["layers"]:
        ways = layer["disturbances"]
        assert list(ways) == [way.kind for way in STANDARD]
        assert layer["drop"] == pytest.approx(sum(way["drop"] for way in ways.values()) / 3)
        assert layer["accuracy"] == pytest.approx(1 - layer["drop"] / 100)
    assert set(report["depth_correlation"]) == {"add", "multiply", "bitflip", "mean"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [([9, 5, 2, 1], -1), ([1, 2, 30], 1), ([3, 3, 3], None), ([1], None), ([1, 3, 3, 1], 0)],
)
def test_rank_correlation_with_depth(values, expected):
    found = rank_correlation(values)
    assert found == expected if expected is None else found == pytest.approx(expected)
