"""Clips that are longer than memory should hold: read ahead of the voices, never waited for."""

import gc
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest
import soundfile
from daemon import Daemon, hear, wait_for
from pulse import until

from ttmba_live import long_clip
from ttmba_live.audio import RATE, Clip
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.daw import About, mapped_wave, write_wave
from ttmba_live.engine import Mixer, StartVoice
from ttmba_live.geometry import Position
from ttmba_live.long_clip import HELD, LONG, blocks, held, kept_on_disk, opened
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.scene import Event, Scene

CHUNK = long_clip._CHUNK


@pytest.fixture
def noise():
    return (0.1 * np.random.default_rng(1).standard_normal(LONG + 12_345)).astype(np.float32)


def on_disk(folder, samples, name="clip"):
    path = folder / name
    path.write_bytes(samples.tobytes())
    clip = kept_on_disk(path)
    path.unlink()  # as whoever handed it over does
    return clip


def settled(reader, start, frames=1):
    """Wait until what is asked for has been read."""

    def there():
        late = reader.late
        _ = reader[start : start + frames]
        return reader.late == late

    until(there, what="the disk")


def test_a_reader_gives_what_the_file_holds(tmp_path, noise):
    clip = on_disk(tmp_path, noise)
    assert len(clip.samples) == len(noise)
    assert np.array_equal(np.concatenate(list(blocks(clip))), noise)
    reader = opened(clip)
    assert len(reader) == len(noise)
    assert np.array_equal(reader[0:1000], noise[:1000])
    for start in (0, CHUNK - 10, 5 * CHUNK - 128, 40 * CHUNK, len(noise) - 300, 7, 20 * CHUNK):
        settled(reader, start, 256)
        assert np.array_equal(reader[start : start + 256], noise[start : start + 256]), start


@pytest.mark.skipif(sys.platform != "linux", reason="a thread's scheduler can be asked for there")
def test_what_reads_ahead_goes_before_other_programs(tmp_path, noise):
    with ThreadPoolExecutor(1) as pool:
        if not pool.submit(go_first, CONTROL).result():
            pytest.skip("the system lets no thread of this user go first (rtprio)")
    reader = on_disk(tmp_path, noise).reader()
    settled(reader, 3 * CHUNK)
    (thread,) = [one for one in threading.enumerate() if one.name == "read-ahead"]
    assert os.sched_getparam(thread.native_id).sched_priority == CONTROL


@pytest.mark.slow
def test_voices_play_a_long_clip_as_they_play_a_short_one(tmp_path, noise, monkeypatch):
    """Two voices of one clip, one of them looped, at places far apart."""
    monkeypatch.setattr(long_clip, "_AHEAD", 1000)

    def mix(samples_of):
        mixer = Mixer(Sphere(1024), voices=4)
        mixer.scene = Scene().place(Event.checked("a", 1.0, Position(), id="a", loop=True))
        mixer.scene = mixer.scene.place(Event.checked("b", 1.0, Position(), id="b"))
        for serial, name in enumerate("ab"):
            samples = samples_of()
            if isinstance(samples, long_clip.Reader):
                settled(samples, len(noise) - 1)
            mixer.inbox.append(StartVoice(serial, name, samples, (1 - serial) * 100))
        return np.concatenate([mixer.step().mix for _ in range(len(noise) // 1024 + 75)])

    clip = on_disk(tmp_path, noise)
    assert np.array_equal(mix(lambda: opened(clip)), mix(lambda: noise))


def test_a_disk_that_hangs_is_silence_and_nobody_waits(tmp_path, noise, monkeypatch):
    clip, going = on_disk(tmp_path, noise), threading.Event()
    read = long_clip._Source.read

    def hanging(source, number):
        going.wait()
        return read(source, number)

    monkeypatch.setattr(long_clip._Source, "read", hanging)
    reader = opened(clip)
    try:
        start = np.concatenate([reader[n : n + 256] for n in range(0, 2 * CHUNK, 256)])
        assert np.array_equal(start, noise[: 2 * CHUNK])  # the beginning is in memory
        assert reader.late == 0
        assert not reader[2 * CHUNK : 2 * CHUNK + 256].any()
        assert reader.late == 256
    finally:
        going.set()
    settled(reader, 2 * CHUNK)
    assert np.array_equal(reader[2 * CHUNK : 2 * CHUNK + 256], noise[2 * CHUNK :][:256])


def test_five_hours_take_little_memory_and_the_disk_is_given_back(tmp_path):
    process = psutil.Process()
    gc.collect()
    before, clips = process.memory_info().rss, []
    for number in range(5):
        path = tmp_path / f"hour{number}"
        with path.open("wb") as file:
            file.truncate(4 * 3600 * RATE)  # a hole: no disk either
        clips.append(kept_on_disk(path))
        path.unlink()
    readers = [opened(clip) for clip in clips]
    for minute in range(0, 60, 7):
        for reader in readers:
            settled(reader, minute * 60 * RATE)
    assert process.memory_info().rss - before < 5 * HELD + (64 << 20)
    assert sum(map(held, clips)) == 5 * HELD
    sources = list(long_clip._LIBRARY._sources)
    assert len(sources) >= 5
    reader = readers[0]
    del clips, readers
    gc.collect()
    mine = [source for source in sources if source._path.parent == tmp_path]
    until(lambda: sum(not source._file.closed for source in mine) == 1, what="files to be closed")
    settled(reader, 30 * 60 * RATE)  # what still plays is still read


def test_a_long_wave_file_is_mapped_and_a_hostile_one_is_bounded(tmp_path, noise):
    path = tmp_path / "long.wav"
    noise[1000] = 3e38
    write_wave(path, noise, About("noise", 7))
    mapped = mapped_wave(path, LONG)
    assert len(mapped) == len(noise)
    assert np.array_equal(mapped[5000:6000], noise[5000:6000])
    assert mapped[900:1100].max() == 2.0**20
    assert mapped_wave(path, len(noise) * 2) is None
    write_wave(path, np.stack([noise, noise], axis=1), About("noise"))
    assert mapped_wave(path, LONG) is None
    assert held(Clip(np.zeros(100, np.float32))) == 400


@pytest.mark.slow
def test_a_long_clip_is_played_from_the_disk_and_kept_whole(tmp_path):
    """More than what may lie in memory: it sounds, and is in the session."""
    config, folder = "[cues]\nmax_minutes = 1.0\nlong_gib = 0.05\n", tmp_path / "run"
    words = ("--session", str(folder))
    with Daemon(tmp_path, *words, config=config) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/event", "long", "rain", 120.0, 0.0, 0.0, 1.0, 0.0)
        hear(caller, "/ttmba/event/state", "long", "playing")
        caller.send("/ttmba/source/long/stop")
        hear(caller, "/ttmba/event/state", "long", "done")
        caller.send("/ttmba/event", "longer", "rain", 600.0, 0.0, 0.0, 1.0, 0.0)
        _, arguments = wait_for(caller, lambda at, _: at == "/ttmba/error", "error")
        assert "0.107 GiB of long sound are ordered; at most 0.05 may wait" in arguments[1]
        assert daemon.terminate() == 0
    assert soundfile.info(next((folder / "clips").iterdir())).frames == 120 * RATE
    mix, _ = soundfile.read(folder / "mix.wav")
    assert abs(mix).max() > 0.001
