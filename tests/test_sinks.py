"""Sinks without a sound card: the silent clock, memory, and files that survive what may happen."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pulse import until

from ttmba_live.audio import RATE, wav_header
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.sinks import _wav, file, null
from ttmba_live.sinks._disk import DiskThread
from ttmba_live.sinks.file import File, free_path
from ttmba_live.sinks.memory import Memory
from ttmba_live.sinks.null import Null, Pace

BLOCK = 256
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")


def ramp(frames: int, start: int = 0) -> np.ndarray:
    """Frames that tell their own place: left i / 2**20, right the same negative."""
    left = (np.arange(start, start + frames) % 2**19 / 2**20).astype(np.float32)
    return np.stack([left, -left], axis=1)


def play(sinks, frames: int, start: int = 0) -> None:
    """Hand blocks to sinks in one reused buffer, as the render thread does."""
    block = np.empty((BLOCK, 2), np.float32)
    for at in range(start, start + frames, BLOCK):
        block[:] = ramp(BLOCK, at)
        for sink in sinks:
            sink.write(block)


class StalledDisk:
    """A disk thread that never gets round to anything, until told."""

    def __init__(self):
        self.jobs = []

    def add(self, job):
        self.jobs.append(job)

    def hurry(self):
        for job in self.jobs:
            job.turn()


# The silent clock


def test_the_pace_of_an_hour_has_no_drift():
    pace = Pace(100.0, BLOCK)
    now = 100.0
    blocks = 3600 * RATE // BLOCK
    for _ in range(blocks):
        now += pace.wait(now) + 1e-4  # every wait ends a little late
    assert now - 100.0 == pytest.approx((blocks - 1) * BLOCK / RATE + 1e-4, abs=1e-6)
    assert pace.skipped == 0.0


def test_a_short_stall_is_made_up_for():
    pace = Pace(0.0, BLOCK)
    step = BLOCK / RATE
    waits = [pace.wait(5.5 * step) for _ in range(7)]
    assert waits[:6] == [0.0] * 6
    assert waits[6] == pytest.approx(0.5 * step)


def test_a_long_stall_is_skipped():
    pace = Pace(0.0, BLOCK)
    assert pace.wait(60.0) == 0.0
    assert pace.skipped == pytest.approx(60.0)
    assert pace.wait(60.0) == pytest.approx(BLOCK / RATE)


def test_null_pulls_whole_blocks_until_closed():
    shapes = set()
    enough = threading.Event()

    def pull(out):
        shapes.add((out.shape, out.dtype))
        if output.calls >= 20:
            enough.set()
        return len(out)

    output = Null(block=128)
    assert not output.active
    output.start(pull)
    assert enough.wait(30)
    assert output.active
    output.close()
    assert not output.active
    calls = output.calls
    assert calls >= 20
    assert shapes == {((128, 2), np.dtype(np.float32))}
    output.close()
    assert output.calls == calls


def test_null_uses_the_pace(monkeypatch):
    class Quick(Pace):
        def wait(self, _now):
            return 0.0 if output.calls < 1000 else 3600.0

    monkeypatch.setattr(null, "Pace", Quick)
    output = Null()
    output.start(len)
    until(lambda: output.calls == 1000)
    output.close()
    assert output.calls == 1000


# Memory and files


def test_memory_keeps_copies():
    sink = Memory()
    assert sink.samples().shape == (0, 2)
    play([sink], 1024)
    sink.close()
    assert np.array_equal(sink.samples(), ramp(1024))
    assert sink.samples().dtype == np.float32


@pytest.mark.parametrize("ending", ["wav", "flac", "WAV"])
def test_several_sinks_get_the_same_samples(tmp_path, ending):
    memory = Memory()
    disk = DiskThread()
    files = [File(tmp_path / f"take {i}.{ending}", disk=disk) for i in range(3)]
    play([memory, *files], 2 * RATE)
    for sink in (memory, *files):
        sink.close()
    assert disk.close()
    expected = memory.samples()
    for sink in files:
        heard, rate = soundfile.read(sink.path, dtype="float32")
        assert rate == RATE
        assert np.array_equal(heard, expected)
        assert (sink.frames, sink.dropped, sink.error) == (len(expected), 0, None)


def test_wav_is_plain_float_and_flac_24_bits(tmp_path):
    for ending, form in (("wav", "FLOAT"), ("flac", "PCM_24")):
        sink = File(tmp_path / f"take.{ending}")
        sink.write(np.array([[1.5, -1.5]], np.float32))
        sink.close()
        info = soundfile.info(sink.path)
        assert (info.subtype, info.channels, info.frames) == (form, 2, 1)
        loudest = np.abs(soundfile.read(sink.path)[0]).max()
        assert loudest == pytest.approx(1.5 if form == "FLOAT" else 1.0, abs=1e-6)


def test_an_empty_recording_is_a_file(tmp_path):
    for ending in ("wav", "flac"):
        sink = File(tmp_path / f"take.{ending}")
        sink.close()
        sink.close()
        assert soundfile.info(sink.path).frames == (ending == "flac")


def test_a_growing_file_can_be_read_at_any_time(tmp_path):
    for ending in ("wav", "flac"):
        disk = StalledDisk()
        sink = File(tmp_path / f"take.{ending}", disk=disk)
        for second in range(3):
            play([sink], RATE // BLOCK * BLOCK, second * (RATE // BLOCK * BLOCK))
            sink.turn()
            heard, _ = soundfile.read(sink.path, dtype="float32")
            assert len(heard) == sink.frames
            assert len(heard) > second * RATE + RATE - 3 * 4096
            assert np.array_equal(heard, ramp(len(heard)))
        sink.close()


def test_free_path_never_meets_an_older_take(tmp_path):
    wanted = tmp_path / "take.v1.wav"
    taken = []
    for _ in range(3):
        path = free_path(wanted)
        File(path).close()
        taken.append(path.name)
    assert taken == ["take.v1.wav", "take.v1_2.wav", "take.v1_3.wav"]


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_an_existing_file_is_not_written_over(tmp_path, ending):
    path = tmp_path / f"take.{ending}"
    path.write_bytes(b"precious")
    with pytest.raises(Unavailable, match=r"cannot record to .*take.*exists"):
        File(path)
    assert path.read_bytes() == b"precious"


def test_bad_paths_are_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot record to") as refusal:
        File(tmp_path / "file" / "take.wav")
    assert "\n" not in str(refusal.value)
    with pytest.raises(InvalidInput, match=r"\.wav or \.flac"):
        File(tmp_path / "take.mp3")


def test_a_full_queue_drops_and_counts_and_keeps_the_time(tmp_path):
    disk = StalledDisk()
    sink = File(tmp_path / "take.wav", queue_seconds=4 * BLOCK / RATE, disk=disk)
    play([sink], 10 * BLOCK)
    assert sink.dropped == 6 * BLOCK
    sink.turn()
    play([sink], 3 * BLOCK, 10 * BLOCK)
    play([sink], 3 * BLOCK, 13 * BLOCK)
    sink.close()
    assert sink.dropped == 8 * BLOCK
    expected = ramp(16 * BLOCK)
    expected[4 * BLOCK : 10 * BLOCK] = 0.0
    expected[14 * BLOCK :] = 0.0
    heard, _ = soundfile.read(sink.path, dtype="float32")
    assert np.array_equal(heard, expected)
    assert sink.error is None


def test_a_long_gap_is_written_in_pieces(tmp_path):
    disk = StalledDisk()
    sink = File(tmp_path / "take.wav", queue_seconds=BLOCK / RATE, disk=disk)
    play([sink], 3 * RATE)
    sink.close()
    heard, _ = soundfile.read(sink.path, dtype="float32")
    assert len(heard) == -(-3 * RATE // BLOCK) * BLOCK
    assert np.array_equal(heard[:BLOCK], ramp(BLOCK))
    assert not heard[BLOCK:].any()


def test_writing_after_close_is_counted_and_harmless(tmp_path):
    sink = File(tmp_path / "take.wav")
    sink.close()
    play([sink], BLOCK)
    assert sink.dropped == BLOCK
    assert soundfile.info(sink.path).frames == 0


# What may happen to a disk


def test_a_wav_ends_at_its_largest_size_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(_wav, "MAX_BYTES", 80_007)
    said = []
    sink = File(tmp_path / "take.wav", report=said.append)
    memory = Memory()
    play([sink, memory], RATE)
    until(lambda: sink.error is not None)
    play([sink, memory], RATE, RATE)
    sink.close()
    assert "4 GiB" in sink.error
    assert str(sink.path) in sink.error
    assert said == [sink.error]
    heard, _ = soundfile.read(sink.path, dtype="float32")
    assert sink.path.stat().st_size <= 80_007 + 8 < sink.path.stat().st_size + 8
    assert np.array_equal(heard, ramp(len(heard)))
    assert sink.dropped >= RATE - BLOCK
    assert len(memory.samples()) == len(ramp(2 * RATE)) // BLOCK * BLOCK + BLOCK


def test_the_largest_wav_heading_still_fits_32_bits():
    room = (_wav.MAX_BYTES + 8 - len(wav_header(0, 2))) // 8
    head = wav_header(room, 2)
    size = int.from_bytes(head[4:8], "little")
    assert size + 8 == len(head) + 8 * room
    assert size > 2**32 - 16
    assert int.from_bytes(head[-4:], "little") == 8 * room
    assert len(head) % 2 == 0


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
        for _ in range(reports):
            line = process.stdout.readline()
        process.kill()
    sent, on_disk = map(int, line.split())
    heard, _ = soundfile.read(path, dtype="float32")
    assert len(heard) >= on_disk
    assert len(heard) <= sent + 10 * RATE
    assert np.array_equal(heard, ramp(len(heard)))
    if ending == "wav":
        size = path.stat().st_size
        head = path.read_bytes()[:58]
        assert int.from_bytes(head[4:8], "little") + 8 <= size
        assert int.from_bytes(head[46:50], "little") == len(heard)
