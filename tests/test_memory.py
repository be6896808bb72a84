"""What a program at rest gives back to the system, and that it goes on afterwards."""

import gc
import subprocess
import sys

import pytest

from ttmba_live import memory
from ttmba_live.memory import Part

COMPILER = """
import llvmlite.binding as llvm
from ttmba_live.memory import give_back

def resident():
    inside, total = False, 0
    for line in open("/proc/self/smaps"):
        if line.split()[0].count("-") == 1:
            inside = "libllvmlite" in line
        elif inside and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total

before = resident()
give_back()
after = resident()
llvm.initialize_native_target()
llvm.parse_assembly("define double @f(double %x) { ret double %x }").verify()
print(before, after)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is done elsewhere")
def test_a_compiler_at_rest_takes_little_and_works_on():
    done = subprocess.run(
        [sys.executable, "-c", COMPILER], capture_output=True, text=True, check=True
    )
    before, after = map(int, done.stdout.split())
    assert after < before / 3


def test_only_what_is_as_its_file_has_it_is_given_back():
    large = 64 << 20
    library, data = "/usr/lib/libcompiler.so", "/home/me/rain.wav"
    code = Part(0, large, "r-xp", library, 0)
    constants = Part(large, large, "r--p", library, 0)
    others = [
        Part(2 * large, large, "r--p", library, 4096),  # was written: its pages are nowhere else
        Part(3 * large, large, "rw-p", library, 0),
        Part(4 * large, 4096, "r-xp", library, 0),
        Part(5 * large, large, "r--p", data, 0),  # may be unmapped meanwhile
        Part(6 * large, large, "rw-p", "", large),
    ]
    assert memory._unchanged([code, constants, *others]) == [code, constants]


def test_a_start_is_not_looked_through_for_cycles():
    assert gc.isenabled()
    with memory.uncollected():
        with memory.uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled(), "the inner one ends nothing"
    assert gc.isenabled()


def test_zeroes_that_nobody_wrote_to_take_no_memory():
    psutil = pytest.importorskip("psutil")
    before = psutil.Process().memory_info().rss
    lines = memory.untouched(32, 1 << 18)  # 32 MiB
    assert lines.shape == (32, 1 << 18)
    assert psutil.Process().memory_info().rss - before < 1 << 23
    lines[3] = 1.0
    assert lines[3].all()
    assert not lines[2].any()
    assert memory.untouched(0, 5).shape == (0, 5)
