"""`ttmba-live bench WHAT`: what is printed, and that its figures hang together. Judges no speed."""

import json
import subprocess
import sys

import pytest

SMALL = ("--small", "--seconds", "0.5", "--steps", "1", "--batch", "2", "--rounds", "1")


def bench(*words):
    return subprocess.run(
        [sys.executable, "-m", "ttmba_live", "bench", *words],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_generate_times_both_forms_against_a_floor():
    done = bench("generate", *SMALL, "--device", "cpu", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["device"].startswith("cpu")
    assert found["model"] == "small"
    plain, fast = found["rows"]
    assert (plain["form"], fast["form"]) == ("plain", "fast")
    floor = (found["tflop_step"] + 0.5 * found["tflop_second"]) / found["tflops_reached"]
    for row in (plain, fast):
        parts = row["sampling"] + row["decoding"] + row["shaping"]
        assert row["each"] == pytest.approx(parts)
        assert 0.0 < row["first"] < 2.0 * row["each"]
        assert row["above_floor"] == pytest.approx(row["each"] / floor)
        assert row["faster"] == pytest.approx(plain["each"] / row["each"])


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
