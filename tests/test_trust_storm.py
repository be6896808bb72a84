"""Twenty seconds of `bench/storm.py`: everything that may go wrong, at random, and nothing lost."""

import subprocess
import sys
from pathlib import Path

import pytest

STORM = Path(__file__).parents[1] / "bench" / "storm.py"


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX disks and signals")
def test_a_storm_loses_nothing():
    words = ("--seconds", "20", "--voices", "8", "--every", "1", "--saves", "1", "--seed", "7")
    done = subprocess.run(
        [sys.executable, str(STORM), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
