"""Files on disks that are full, hang or fail, and recordings whose process is killed."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pulse import until
from sink_streams import StalledDisk, play, posix, ramp

from ttmba_live.audio import RATE
from ttmba_live.sinks import file
from ttmba_live.sinks._disk import DiskThread
from ttmba_live.sinks.file import File

FILL = """
import resource, signal, sys
import numpy as np
from ttmba_live.sinks.file import File

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_003, 200_003))
sink = File(sys.argv[1])
noise = np.random.default_rng(3).uniform(-0.5, 0.5, (480_000, 2)).astype(np.float32)
for start in range(0, len(noise), 4096):
    sink.write(noise[start : start + 4096])
sink.close()
print(sink.error)
print(sink.dropped)
"""


@posix
@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_a_full_disk_ends_the_file_and_nothing_else(tmp_path, ending):
    path = tmp_path / f"take.{ending}"
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    error, _dropped = done.stdout.splitlines()
    assert error.startswith(f"recording {path} ended after ")
    assert error.endswith("the sound goes on")
    sent = np.random.default_rng(3).uniform(-0.5, 0.5, (480_000, 2)).astype(np.float32)
    heard, _ = soundfile.read(path, dtype="float32")
    assert np.abs(heard - sent[: len(heard)]).max() <= (0 if ending == "wav" else 2**-22)
    if ending == "wav":
        assert len(heard) == (200_003 - 58) // 8
    else:
        assert len(heard) in range(4096, 48_000, 4096)


REFUSED = """
import resource, signal, sys
import numpy as np
from ttmba_live.errors import Unavailable
from ttmba_live.sinks.file import File

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    sink = File(sys.argv[1])
    sink.write(np.ones((256, 2), np.float32))
    sink.close()
    print(sink.error)
except Unavailable as error:
    print(error)
"""


@posix
@pytest.mark.parametrize("room", [0, 30, 58])
def test_a_recording_of_which_nothing_went_to_the_disk_leaves_no_file(tmp_path, room):
    path = tmp_path / "take.wav"
    words = [sys.executable, "-c", REFUSED, str(path), str(room)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.startswith(("cannot record to", "recording")[room > 0])
    assert not path.exists()


@posix
def test_a_device_that_is_always_full(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    sink = File(tmp_path / "take.wav")
    sink._writer._file.close()
    with Path("/dev/full").open("r+b", buffering=0) as full:
        sink._writer._file = full
        play([sink], RATE)
        sink.close()
    assert "No space left on device" in sink.error
    assert sink.frames == 0


def test_a_disk_that_hangs_does_not_hang_close(tmp_path, monkeypatch):
    monkeypatch.setattr(file, "CLOSE_SECONDS", 0.05)

    class Hanging(StalledDisk):
        def hurry(self):
            pass

    sink = File(tmp_path / "take.wav", disk=Hanging())
    play([sink], RATE)
    sink.close()
    assert "did not answer" in sink.error
    sink.turn()


def test_one_broken_file_leaves_the_others_alone(tmp_path, monkeypatch):
    disk = DiskThread()
    good, bad = File(tmp_path / "good.wav", disk=disk), File(tmp_path / "bad.wav", disk=disk)
    monkeypatch.setattr(bad._writer, "write", lambda _: 1 / 0)
    play([good, bad], RATE)
    until(lambda: bad.error is not None)
    play([good, bad], RATE, RATE)
    good.close()
    bad.close()
    assert disk.close()
    assert "division" in bad.error
    assert good.error is None
    assert good.frames == soundfile.info(good.path).frames >= 2 * RATE


ENDLESS = """
import sys, time
import numpy as np
from ttmba_live.sinks.file import File

sink = File(sys.argv[1])
start = 0
while True:
    left = (np.arange(start, start + 256) % 2**19 / 2**20).astype(np.float32)
    sink.write(np.stack([left, -left], axis=1))
    start += 256
    if start % 9600 < 256:
        print(start, sink.frames, flush=True)
    time.sleep(256 / 48000 / 4)
"""


@posix
@pytest.mark.parametrize("ending", ["wav", "flac"])
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_recording_is_a_valid_file(tmp_path, ending, seed):
    path = tmp_path / f"take.{ending}"
    reports = random.Random(seed).randint(5, 40)
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(reports)]
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
    sent, on_disk = map(int, [line for line in lines if line.endswith("\n")][-1].split())
    heard, _ = soundfile.read(path, dtype="float32")
    assert len(heard) >= on_disk
    assert len(heard) <= sent + 2 * 9600
    assert np.array_equal(heard, ramp(len(heard)))
    if ending == "wav":
        size = path.stat().st_size
        head = path.read_bytes()[:58]
        assert int.from_bytes(head[4:8], "little") + 8 <= size
        assert int.from_bytes(head[46:50], "little") == len(heard)
