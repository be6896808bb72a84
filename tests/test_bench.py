"""`ttmba-live bench WHAT`: what is printed, and that its figures hang together. Judges no speed."""

import json
import os
import signal
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import numpy as np
import psutil
import pytest
from commands import called

from ttmba_live.bench._openal import opened

SMALL = ("--small", "--seconds", "0.5", "--steps", "1", "--batch", "2", "--rounds", "1")


def bench(*words):
    return called("bench", *words)


@pytest.mark.parametrize(
    ("model", "forms"),
    [
        pytest.param("tangoflux", ["plain", "fast"], marks=pytest.mark.slow),
        ("stable-audio-3-small", ["float32", "int8", "bfloat16"]),
    ],
)
def test_generate_times_every_form_against_a_floor(model, forms):
    done = bench("generate", *SMALL, "--model", model, "--device", "cpu", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["device"].startswith("cpu")
    assert (found["model"], found["size"]) == (model, "small")
    assert [row["form"] for row in found["rows"]] == forms
    first = found["rows"][0]
    for row in found["rows"]:
        parts = row["sampling"] + row["decoding"] + row["shaping"]
        assert row["each"] == pytest.approx(parts)
        assert 0.0 < row["first"] < 2.0 * row["each"]
        assert row["each_second"] == pytest.approx(row["each"] / 0.5)
        assert row["above_floor"] == pytest.approx(row["each"] / row["floor"])
        assert row["faster"] == pytest.approx(first["each"] / row["each"])
    rates = found["tflops_reached"]
    assert first["floor"] * rates[forms[0]] == pytest.approx(
        found["rows"][-1]["floor"] * rates[forms[-1]]
    ), "the same work in every form"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--seconds", "90"), "--seconds"),
        (("--batch", "0"), "--batch"),
        (("--device", "toaster"), "toaster"),
    ],
)
def test_what_makes_no_sense_is_one_clear_line(words, said):
    done = bench("generate", "--small", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not find_library("openal"), reason="apt install libopenal1 brings the peer")
def test_the_peer_hears_left_on_the_left():
    sides = []
    for y in (1.0, -1.0):
        with opened(1, 256) as device:
            device.place(np.array([[0.2, y, 0.0]]))
            heard = np.concatenate([device.render().copy() for _ in range(40)])
        sides.append(np.sqrt((heard[2048:] ** 2).mean(axis=0)))
    assert sides[0][0] > 1.5 * sides[0][1] > 0.0
    assert sides[1][1] > 1.5 * sides[1][0] > 0.0


BROKEN_OFF = """
import signal, subprocess, sys
from _ending import ending, unwind_on_signals
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
unwind_on_signals()
with ending(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)) as child:
    print(child.pid, flush=True)
    child.wait()
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_bench_that_is_broken_off_leaves_no_process(name):
    folder = Path(__file__).parents[1] / "bench"
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN_OFF], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as bench:  # fmt: skip
        child = psutil.Process(int(bench.stdout.readline()))
        bench.send_signal(getattr(signal, name))
        bench.wait()
        assert not child.is_running()
    assert bench.returncode != 0


@pytest.mark.slow
def test_a_model_in_the_daemon_is_timed_from_cue_to_sound():
    script = Path(__file__).parents[1] / "bench" / "generated.py"
    words = ("--model", "stable-audio-3-small", "--small", "--device", "cpu", "--seconds", "0.5")
    done = subprocess.run(
        [sys.executable, str(script), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("|")[1:5] for line in done.stdout.splitlines() if line.startswith("| ")][1:]
    assert [row[1].strip() for row in rows] == ["1", "1", "3", "8", "8"]
    assert all(0.0 < float(row[2]) <= float(row[3]) for row in rows)
    assert float(rows[4][3]) < float(rows[3][3]), "what was made before is not made again"
