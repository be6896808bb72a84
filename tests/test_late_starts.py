"""Silence before an event costs neither memory nor time, and changes no sample."""

import os

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE, Clip, write_sound_blocks
from ttmba_live.binaural.nfs.render import Whole
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.daw import About, write_blocks
from ttmba_live.engine import Mixer
from ttmba_live.geometry import Position
from ttmba_live.offline import _whole_signal
from ttmba_live.offline._scenes import render_events
from ttmba_live.offline._whole_signal import bounce_whole, limited
from ttmba_live.scene import Event
from ttmba_live.session import Mix, bounce, scene_entries
from ttmba_live.setup import network

DAY = 80_000.0


def held(mix):
    """Bytes of sound that a mix holds in memory."""
    return sum(part.nbytes for part in mix._parts if not isinstance(part, int))


def bell(start, **fields):
    return Event.checked("bell", 0.2, Position(30.0), start, **fields)


@pytest.mark.parametrize("renderer", ["nfs", "live", "sphere"])
def test_a_start_at_the_end_of_the_day_takes_no_room(renderer):
    events = [bell(0.0), bell(DAY)]
    bounced = render_events(events, generator="sketch", renderer=renderer, stems=True).bounced
    assert DAY < bounced.mix.frames / RATE < DAY + 2
    assert held(bounced.mix) < 2_000_000
    first, second = (bounced.stems[n].samples for n in (0, 1))
    count = min(len(first), len(second))
    assert np.abs(first[:count]).max() > 1e-3
    assert np.allclose(first[:count], second[:count], atol=1e-6), "the same bell, a day later"


LOUD = np.random.default_rng(0).uniform(-3, 3, 9000).astype(np.float32)
"""So loud that the limiter still recovers when the silence begins."""


def scene():
    events = [bell(at, id=f"e{n}", gain_db=-6.0 * n) for n, at in enumerate((0.1, 5.5, 9.003, 9.1))]
    return events, {event.id: Clip(LOUD.copy()) for event in events}


def test_silence_that_is_passed_over_is_what_steps_would_have_made(monkeypatch):
    events, clips = scene()
    slept = []
    sleep = Mixer.sleep
    monkeypatch.setattr(Mixer, "sleep", lambda *a: slept.append(sleep(*a)) or slept[-1])
    quick = bounce(Sphere(), *scene_entries(events, clips), stems=True)
    assert sum(slept) > 1.5 * RATE
    monkeypatch.setattr(Mixer, "sleep", lambda *_: 0)
    slow = bounce(Sphere(), *scene_entries(events, clips), stems=True)
    assert np.array_equal(quick.mix.samples(), slow.mix.samples())
    for number, stem in slow.stems.items():
        assert quick.stems[number].start == stem.start
        assert np.array_equal(quick.stems[number].samples, stem.samples)


def test_a_whole_mix_in_stretches_is_the_mix(monkeypatch):
    events, clips = scene()
    bounced = bounce_whole(events, clips, Whole(network()))
    mix = bounced.mix.samples()
    assert bounced.held_db > 6.0
    assert np.allclose(sum_of(bounced), mix, atol=1e-5), "stems are held down as the mix is"
    monkeypatch.setattr(_whole_signal, "gain_between", lambda before, *_: np.ones_like(before))
    free = bounce_whole(events, clips, Whole(network()))
    total = sum_of(free)
    assert np.abs(total).max() > 1.0
    assert np.array_equal(free.mix.samples(), mix)
    assert np.array_equal(mix, limited(total)[0])
    assert held(bounced.mix) < 0.5 * total.nbytes


def sum_of(bounced):
    total = np.zeros((bounced.mix.frames, 2), np.float32)
    for stem in bounced.stems.values():
        total[stem.start :][: len(stem.samples)] += stem.samples
    return total


def long_mix(silence):
    mix = Mix()
    mix.write(np.full((1000, 2), 0.25, np.float32))
    mix.skip(silence)
    mix.write(np.full((1000, 2), 0.5, np.float32))
    return mix


@pytest.mark.parametrize("ending", [".wav", ".flac"])
def test_files_hold_the_silence(tmp_path, ending):
    mix, path = long_mix(5 * RATE), tmp_path / f"x{ending}"
    write_sound_blocks(path, mix.blocks(), mix.frames, 2)
    samples, _ = soundfile.read(path, dtype="float32")
    assert np.array_equal(samples, mix.samples())


@pytest.mark.skipif(os.name != "posix", reason="the file system may write out every zero")
@pytest.mark.parametrize("tail", [0, 3 * RATE])
def test_a_file_over_4_gib_is_read_by_others_and_takes_no_disk(tmp_path, tail):
    mix = long_mix(2**30)
    mix.skip(tail)
    path = tmp_path / "x.wav"
    write_sound_blocks(path, mix.blocks(), mix.frames, 2)
    assert path.stat().st_size > 2**33
    assert path.stat().st_blocks * 512 < 2**24
    with soundfile.SoundFile(path) as sound:
        assert (sound.format, sound.frames) == ("RF64", mix.frames)
        sound.seek(1000 + 2**30 - 2)
        assert sound.read(4)[:, 0].tolist() == [0.0, 0.0, 0.5, 0.5]


def test_a_broadcast_file_leaves_its_silence_out_too(tmp_path):
    mix, path = long_mix(2**24), tmp_path / "x.wav"
    write_blocks(path, mix.blocks(), mix.frames, 2, About("mix"))
    assert soundfile.info(path).frames == mix.frames
    assert soundfile.read(path, start=mix.frames - 1)[0].tolist() == [[0.5, 0.5]]
