"""A run played again behind itself: what is read, in which order, and how moves are gathered."""

import contextlib
import json
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.daw import About, write_wave
from ttmba_live.engine import Entry, GlideSettings, Started, StartVoice, StopVoices
from ttmba_live.engine._voices import Voices
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.live._live_stems import LiveStems
from ttmba_live.scene import Envelope, Event, Scene, Source
from ttmba_live.session._bounce import Mark
from ttmba_live.session._moves import Moves
from ttmba_live.session._replay import Replay
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._spool import Spool
from ttmba_live.session._timeline import SPHERE, Head, TimelineWriter
from ttmba_live.session._tracks import Played
from ttmba_live.session._ways import Ways
from ttmba_live.setup import choose

HEAD = Head(256, 16, GlideSettings(), "sketch", SPHERE)
EVENT = Event.checked("rain", 0.5, Position(90.0), id="rain")


def source(azimuth, path=None, loop=False):
    return Source("rain", 1, "rain", Position(azimuth), loop=loop, trajectory=path)


def test_a_spool_gives_back_what_was_put_in_also_when_it_is_long(tmp_path):
    spool, parts = Spool(tmp_path), []
    for seed in range(40):
        parts.append(np.random.default_rng(seed).random((RATE - seed, 2), np.float32))
        spool.write(parts[-1])
    assert np.array_equal(spool.samples(), np.concatenate(parts))
    assert np.array_equal(np.concatenate(list(spool.blocks())), np.concatenate(parts))
    assert spool.frames == sum(map(len, parts))
    spool.close()
    assert list(tmp_path.iterdir()) == []
    spool = Spool(tmp_path / "none")
    with pytest.raises(Unavailable):
        spool.write(np.zeros((40 * RATE, 2), np.float32))
    spool.close()


def test_moves_are_jumps_after_a_rest_and_lines_between():
    moves = Moves(1000)
    moves.see(500, source(10.0))
    moves.see(900, source(20.0))  # before it began: only the last counts
    assert moves.place() == Position(20.0)
    assert moves.trajectory() is None
    moves.see(1000 + RATE, source(20.0))
    assert moves.trajectory() is None
    moves.see(1000 + 2 * RATE, source(40.0))
    moves.see(1000 + 2 * RATE + 480, source(50.0))
    path = moves.trajectory()
    assert path.times == (0.0, 2.0, 2.0, 2.01)
    assert [p.azimuth for p in path.positions] == [20.0, 20.0, 40.0, 50.0]


def test_a_path_that_a_hand_breaks_off_is_kept_up_to_there():
    path = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (4.0, 80.0, 0.0, 1.0)])
    moves = Moves(0)
    moves.see(0, source(0.0, path))
    assert moves.trajectory() == path
    moves.see(RATE, source(-90.0))
    path = moves.trajectory()
    assert path.times == (0.0, 1.0, 1.0)
    assert [p.azimuth for p in path.positions] == pytest.approx([0.0, 20.0, -90.0])


def test_a_hand_that_never_rests_fills_no_memory_and_its_way_is_still_right():
    rate, seconds = 20, 1800
    moves = Moves(0)
    for step in range(rate * seconds):
        moves.see(step * RATE // rate, source(azimuth(step / rate)))
    path = moves.trajectory()
    assert len(path.times) <= 4096
    for step in range(0, rate * seconds - 1, 7):
        off = abs(path.at(step / rate).azimuth - azimuth(step / rate))
        assert min(off, 360.0 - off) < 12.0


def azimuth(time):
    """A turn of ten seconds that stands still now and then, and jumps once."""
    return (36.0 * min(time % 30.0, 20.0) + 120.0 * (time > 900.0)) % 360.0 - 180.0


def test_the_ways_of_a_run_are_bounded_together():
    ways, played = Ways(), []
    rows = [(0.05 * n, 9.0 * n % 360.0 - 180.0, 0.0, 1.0) for n in range(4000)]
    path = Trajectory.checked(rows)
    for serial in range(300):
        event = replace(EVENT, trajectory=path)
        ways.add(played, Played(event, "rain", 1, 480, serial))
    lengths = {len(one.event.trajectory.times) for one in played}
    assert sum(len(one.event.trajectory.times) for one in played) <= 1 << 18
    assert lengths == {512}
    assert all(one.event.trajectory.times[-1] == path.times[-1] for one in played)


@pytest.mark.parametrize(("renderer", "told"), [("nfs", True), ("sphere", False)])
def test_a_run_of_an_earlier_live_renderer_is_said_to_differ(tmp_path, renderer, told):
    head = replace(HEAD, binaural=replace(SPHERE, renderer=renderer))
    TimelineWriter(tmp_path, head).close()
    with contextlib.closing(Replay(tmp_path)) as replay:
        assert replay.head == head
        assert not replay.head.outdated
    file = tmp_path / "timeline.jsonl"
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    old = {key: value for key, value in json.loads(first).items() if key != "stream"}
    file.write_text("\n".join([json.dumps(old), *rest]) + "\n", encoding="utf-8")
    with contextlib.closing(Replay(tmp_path)) as replay:
        assert bool(replay.head.outdated) == told


def scene(loop=False):
    return Scene({"rain": source(90.0, loop=loop)})


def test_a_timeline_is_read_as_it_grows(tmp_path):
    writer = TimelineWriter(tmp_path, HEAD)
    writer.entries([Entry(0, scene())])
    writer.flush()
    writer.sync()
    replay = Replay(tmp_path)
    assert replay.head == HEAD

    def marks():
        yield 512
        writer.event(600, EVENT, "clips/1.wav", 4)
        writer.entries([Entry(768, StopVoices("rain"))])
        writer.flush()
        writer.sync()
        write_wave(tmp_path / "clips/1.wav", np.ones(480, np.float32), About("rain"))
        writer.entries(
            [Entry(1024, StartVoice(1, "rain", np.zeros(1, np.float32), 1024, "clips/1.wav"))]
        )
        writer.flush()
        writer.sync()
        yield 1024
        writer.flush(4096)
        writer.sync()
        with (tmp_path / "timeline.jsonl").open("ab") as file:
            file.write(b'{"f":5000,"sto')  # torn

    seen = [e if isinstance(e, Mark) else (e.frame, type(e.what)) for e in replay.entries(marks())]
    assert seen == [
        (0, Scene), Mark(512), (768, StopVoices), Mark(1024), (1024, StartVoice), Mark(4096),
    ]  # fmt: skip
    assert replay.heard["clips/1.wav"].cue == 4
    replay.close()
    writer.close()
    for text in ("{}\n", '{"version":1}\n', "x\n"):
        (tmp_path / "timeline.jsonl").write_text(text)
        with pytest.raises(InvalidInput):
            Replay(tmp_path)
    with pytest.raises(Unavailable):
        Replay(tmp_path / "none")


def rerun(folder, entries, end, *more):
    writer = TimelineWriter(folder, HEAD)
    write_wave(folder / "clips/1.wav", np.full(RATE // 2, 0.1, np.float32), About("rain"))
    for clip, event in (("clips/1.wav", EVENT), *more):
        writer.event(0, event, clip, 1)
    writer.entries(entries)
    writer.flush(end)
    writer.close()
    again = Rerun(folder)
    again.run()
    return again


def start(serial, at, frame=0):
    return Entry(frame, StartVoice(serial, "rain", np.zeros(1, np.float32), at, "clips/1.wav"))


def test_what_never_began_is_not_in_the_session(tmp_path):
    entries = [
        Entry(0, scene()), start(1, 1000), start(2, 40_000),
        Entry(20_480, StopVoices("rain")),
    ]  # fmt: skip
    again = rerun(tmp_path, entries, 48_128)
    (played,) = again.played
    assert played.start == 1000
    assert played.event.duration < 0.5  # it was stopped
    (stem,) = again.stems.values()
    assert stem.start == 1000
    assert 20_480 - 1000 < stem.frames < RATE // 2
    again.close()


def test_a_loop_has_one_stem_until_it_is_stopped(tmp_path):
    again = rerun(tmp_path, [Entry(0, scene(loop=True)), start(1, 0)], 2 * RATE)
    (stem,) = again.stems.values()
    assert 2 * RATE <= stem.frames < 2.2 * RATE
    assert again.mix.frames >= stem.frames
    again.close()


def test_a_fade_is_in_the_stem_and_in_the_session(tmp_path):
    fade = Envelope.checked([(0.0, -40.0), (0.4, 0.0)])
    faded = replace(EVENT, envelope=fade)
    entries = [Entry(0, Scene().place(faded)), start(1, 0)]
    again = rerun(tmp_path, entries, RATE, ("clips/1.wav", faded))
    (played,), (stem,) = again.played, again.stems.values()
    assert played.event.envelope == fade
    sound, _ = soundfile.read(tmp_path / stem.file)
    early, late = (np.abs(sound[round(at * RATE) :][:2400]).max() for at in (0.2, 0.45))
    assert 20 * np.log10(early / late) == pytest.approx(-15.0, abs=1.0)
    again.close()


class Late:
    """The sphere, some frames behind: what a renderer with latency does to stems."""

    latency = 300

    def __init__(self, hop):
        self.inner, self.hop = Sphere(hop), hop
        self.tail = self.inner.tail

    def start(self, voices):
        return self.inner.start(voices), np.zeros((voices, self.latency, 2), np.float32)

    def join(self, state, row, xyz, gain):
        self.inner.join(state[0], row, xyz, gain)
        state[1][row] = 0.0

    def step(self, state, rows, dry, xyz, gain, *, stems):
        _, own = self.inner.step(state[0], rows, dry, xyz, gain, stems=True)
        line = np.concatenate([state[1][rows], own], axis=1)
        state[1][rows] = line[:, self.hop :]
        return line[:, : self.hop].sum(axis=0), line[:, : self.hop] if stems else None


class HandsOver(Voices):
    """Lets a second voice of a source play on in the first one's row, as a preview's clip does."""

    def _start(self, request, source, scene, frame):
        for voice in self.sounding:
            if voice.source == request.source:
                voice.serial, voice.samples, voice.ends = request.serial, request.samples, None
                self._outbox.append(Started(voice.serial, voice.source, frame, 0))
                return
        super()._start(request, source, scene, frame)


@pytest.mark.parametrize("voices", [Voices, HandsOver])
def test_stems_add_up_whatever_the_latency_and_however_voices_change(tmp_path, monkeypatch, voices):
    monkeypatch.setattr(choose, "renderer", lambda settings, hop: (Late(hop), settings))
    monkeypatch.setattr("ttmba_live.engine._mixer.Voices", voices)
    write_wave(tmp_path / "clips/2.wav", np.full(RATE // 2, -0.2, np.float32), About("rain"))
    other = Entry(9984, StartVoice(2, "rain", np.zeros(1, np.float32), 1000, "clips/2.wav"))
    entries = [Entry(0, scene()), start(1, 1000), other]
    again = rerun(tmp_path, entries, 48_128, ("clips/2.wav", EVENT))
    mix = again.mix.samples()
    total = np.zeros_like(mix)
    assert len(again.stems) == 2
    for stem in again.stems.values():
        samples, _ = soundfile.read(tmp_path / stem.file, dtype="float32")
        total[stem.start : stem.start + len(samples)] += samples
        assert len(samples) == stem.frames
    assert np.abs(total - mix).max() < 1e-6
    first, second = again.played
    assert first.start == 1000
    assert second.start == (1000 if voices is HandsOver else 9984)
    assert again.stems[second.serial].start == 9984
    again.close()


def test_stems_wait_for_a_busy_machine_and_take_one_step_at_a_time(tmp_path):
    stems = LiveStems(tmp_path, print, print)
    stems._process = stems._reader = object()
    stems._went(0)
    told = []
    stems._tell = told.append
    stems.reach(RATE, 0.9)
    assert told == []
    stems.reach(RATE, 0.1)
    stems.reach(9 * RATE, 0.1)
    assert told == [str(RATE)]
    stems._done = RATE
    stems.reach(10 * RATE, 0.1)
    assert told == [str(RATE), str(3 * RATE)]
