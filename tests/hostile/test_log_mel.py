"""The log-mel front end under sanitizers: no sound leaves its arrays or overflows a number."""

import numpy as np

from tests.support.hostile_drivers import run_driver
from tests.support.log_mel import hard_windows, log_mel_in_numpy


def test_hard_windows_under_sanitizers_give_numpys_features(tmp_path):
    windows = hard_windows()
    path = tmp_path / "windows.bin"
    path.write_bytes(windows.astype("<i2").tobytes())
    found = [line.split() for line in run_driver("log_mel", path)]
    np.testing.assert_array_equal(np.array(found, np.int16), log_mel_in_numpy(windows))
