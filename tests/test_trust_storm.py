"""Twenty seconds of `bench/storm.py`: everything that may go wrong, at random, and nothing lost."""

import subprocess
import sys
from pathlib import Path

import pytest

STORM = Path(__file__).parents[1] / "bench" / "storm.py"
GAPS = 3
"""Its exit status for gaps that no stall of the machine explains, and nothing else."""


def storm():
    words = ("--seconds", "20", "--voices", "8", "--every", "1", "--saves", "1", "--seed", "7")
    return subprocess.run(
        [sys.executable, str(STORM), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX disks and signals")
def test_a_storm_loses_nothing():
    """A second storm of the same seed decides on gaps alone; nothing may be lost in either.

    What the daemon does wrong comes back with the seed (docs/trust.md). A virtual machine that is
    given half of its processors for a moment, which shows as no stall, seldom is so twice.
    """
    done = storm()
    said = done.stdout + done.stderr
    if done.returncode == GAPS:
        done = storm()
        said += done.stdout + done.stderr
    assert done.returncode == 0, said
