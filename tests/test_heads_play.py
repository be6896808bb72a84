"""A head of one's own: prepared once, changed while sound plays."""

import numpy as np
import pytest
import sofa_files as sf
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.head import Head
from ttmba_live.binaural.head.field import field_of, resized
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.binaural.stream import Baked, Stream
from ttmba_live.engine import ChangeHead, Entry, GlideSettings, HeadFailed, Mixer, StartVoice
from ttmba_live.engine._player import FADE
from ttmba_live.geometry import Position
from ttmba_live.scene import Event, Scene
from ttmba_live.session._replay import Replay
from ttmba_live.session._timeline import Head as RunHead
from ttmba_live.session._timeline import TimelineWriter
from ttmba_live.setup import choose
from ttmba_live.training._rivals import streamed


@pytest.fixture(scope="module")
def head():
    directions = sf.unit(sf.grid())
    return Head(directions, sf.responses(directions), 1.2, "ball", notes=("made up",))


@pytest.fixture(scope="module")
def field(head):
    return field_of(head)


def between(stream, direction, distance=2.0):
    """Microseconds by which the left ear hears a click later."""
    wave = np.fft.irfft(streamed(stream, np.array([direction]), distance)[0])
    fine = signal.resample_poly(wave, 16, 1, axis=1)
    lag = signal.correlate(fine[0], fine[1]).argmax() - fine.shape[1] + 1
    return 1e6 * lag / (16 * RATE)


def clicked(stream, place):
    """How loud a click is at each ear below 3 kHz (2,)."""
    state, row, one = stream.start(1), np.zeros(1, np.intp), np.ones(1)
    stream.join(state, 0, place, 1.0)
    dry = np.zeros((12, 1, stream.hop), np.float32)
    dry[0, 0, 0] = 1.0
    wet = [stream.step(state, row, hop, place[None], one, stems=False)[0].copy() for hop in dry]
    spectrum = np.abs(np.fft.rfft(np.concatenate(wet), axis=0))
    return spectrum[10 : len(wet) * stream.hop // 16].mean(axis=0)


def test_a_field_plays_the_head_that_it_was_made_of(head, field):
    made, told = field
    assert told.radius == pytest.approx(sf.RADIUS, abs=0.001)
    assert (told.directions, told.notes) == (len(head.directions), ("made up",))
    stream = Stream(Baked(made), 256)
    for index in (20, 47, 90):
        direction = head.directions[index]
        wanted = sf.late_seconds(direction[None])[0]
        assert between(stream, direction) == pytest.approx(1e6 * (wanted[0] - wanted[1]), abs=25.0)
    near, far = (clicked(stream, np.array([0.0, distance, 0.0])) for distance in (0.25, 8.0))
    left, right = 20.0 * np.log10(near / far)
    assert left > right + 6.0, "near an ear that ear hears more than distance alone gives"


def test_a_wider_head_has_longer_delays_and_the_same_spectra(field):
    wide = resized(field[0], 0.11)
    assert wide.basis is field[0].basis
    side = np.array([0.0, 1.0, 0.0])
    narrow, wider = (between(Stream(Baked(f), 256), side) for f in (field[0], wide))
    assert wider / narrow == pytest.approx(0.11 / sf.RADIUS, rel=0.05)


def tone(seconds=2.0, hertz=1000.0):
    return (0.2 * np.sin(2 * np.pi * hertz / RATE * np.arange(round(seconds * RATE)))).astype("f4")


def playing(renderer, place=None):
    mixer = Mixer(renderer, voices=4)
    event = Event.checked("a", 2.0, place or Position(40.0, 0.0, 2.0), id="a")
    mixer.scene = Scene().place(event)
    mixer.inbox.append(StartVoice(1, "a", tone()))
    return mixer


class Dull(Sphere):
    """Another head: mirrored, and half as loud."""

    def step(self, state, rows, dry, xyz, gain, *, stems):
        return super().step(state, rows, dry, xyz * [1.0, -1.0, 1.0], 0.5 * gain, stems=stems)

    def join(self, state, row, xyz, gain):
        super().join(state, row, xyz * [1.0, -1.0, 1.0], 0.5 * gain)


def test_a_head_changes_without_a_click(field):
    for other in (Dull(256), Stream(Baked(field[0]), 256)):
        mixer = playing(Sphere(256))
        mix = []
        for hop in range(260):
            if hop == 60:
                mixer.inbox.append(ChangeHead("other", other))
            mix.append(mixer.step().mix)
        heard = np.concatenate(mix)[40 * 256 : 250 * 256]
        spectrum = np.abs(np.fft.rfft(heard * signal.windows.hann(len(heard))[:, None], axis=0))
        hertz = np.fft.rfftfreq(len(heard), 1.0 / RATE)
        outside = (hertz < 500.0) | (hertz > 2000.0)
        share = (spectrum[outside] ** 2).sum() / (spectrum**2).sum()
        assert 10.0 * np.log10(share) < -75.0
        # From then on it is as if the other head had always been there.
        alone = playing(other)
        alone_mix = np.concatenate([alone.step().mix for _ in range(260)])
        late = slice(200 * 256, 250 * 256)
        assert np.concatenate(mix)[late] == pytest.approx(alone_mix[late], abs=1e-4)


def test_a_room_may_wait_until_a_head_has_taken_over():
    """While both play the one that goes would make the room's reflections too."""
    mixer = playing(Sphere(256))
    mixer.step()
    assert not mixer.changes_head
    mixer.inbox.append(ChangeHead("dull", Dull(256)))
    hops = 0
    mixer.step()
    while mixer.changes_head and hops < 1000:
        mixer.step()
        hops += 1
    assert FADE // 256 <= hops < 100
    silent = Mixer(Sphere(256))
    silent.inbox.append(ChangeHead("dull", Dull(256)))
    silent.step()
    assert not silent.changes_head, "nobody would hear when that is over"


def test_heads_change_while_nothing_sounds_and_the_last_one_asked_for_wins():
    mixer = playing(Sphere(256))
    mixer.inbox.clear()
    for _ in range(3):
        mixer.inbox.append(ChangeHead("", Sphere(256)))
    mixer.inbox.append(ChangeHead("dull", Dull(256)))
    for _ in range(60):
        mixer.step()
    mixer.inbox.append(StartVoice(1, "a", tone()))
    left, right = np.abs(np.concatenate([mixer.step().mix for _ in range(100)])).max(axis=0)
    assert right > left


class Broken(Sphere):
    """A head that cannot be rendered, from its ``good``-th hop on."""

    good = 0

    def step(self, *arguments, **more):
        self.good -= 1
        if self.good < 0:
            raise ValueError("broken")
        return super().step(*arguments, **more)


class Stillborn(Sphere):
    """A head of which nothing can be made."""

    def start(self, voices):
        raise MemoryError(f"no room for {voices} voices")


class Closed(Sphere):
    """A head that takes no voice."""

    def join(self, *_):
        raise ValueError("closed")


def failures(mixer):
    return [report.why for report in mixer.outbox if isinstance(report, HeadFailed)]


@pytest.mark.parametrize("head", [Broken, Stillborn, Closed])
@pytest.mark.parametrize("silence", [False, True])
def test_a_head_that_fails_is_given_up_and_the_old_one_goes_on(head, silence):
    """Whether it takes over while something sounds or in silence: no hop is lost."""
    others = playing(Sphere(256)), playing(Sphere(256))
    voices = [one.inbox.popleft() for one in others] if silence else []
    for one in others:
        one.step()
    others[1].inbox.append(ChangeHead("broken", head(256)))
    for one, voice in zip(others, voices, strict=False):
        one.step()
        one.inbox.append(voice)
    expected, heard = (np.concatenate([one.step().mix for _ in range(60)]) for one in others)
    assert np.abs(heard).max() > 0.01
    assert np.array_equal(heard, expected)
    assert len(failures(others[1])) == 1


def test_a_head_that_fails_soon_after_it_took_over_in_silence_gives_way_again():
    mixer, broken = playing(Sphere(256)), Broken(256)
    voice = mixer.inbox.popleft()
    mixer.inbox.append(ChangeHead("broken", broken))
    mixer.step()
    broken.good = 5
    mixer.inbox.append(voice)
    heard = np.concatenate([mixer.step().mix for _ in range(40)])
    assert np.abs(heard[20 * 256 :]).max() > 0.01
    assert failures(mixer) == ["ValueError('broken')"]
    mixer.inbox.append(ChangeHead("dull", Dull(256)))
    left, right = np.abs(np.concatenate([mixer.step().mix for _ in range(100)])[-2560:]).max(0)
    assert right > left


def test_a_timeline_plays_its_heads_again(tmp_path, monkeypatch):
    writer = TimelineWriter(tmp_path, RunHead(256, 4, GlideSettings(), "sketch"))
    mixer = Mixer(Sphere(256))
    mixer.log = log = []
    mixer.inbox.append(ChangeHead("/heads/mine.sofa", Dull(256)))
    mixer.step()
    writer.entries(log)
    writer.flush(512)
    writer.close()
    asked = []
    monkeypatch.setattr(
        choose,
        "renderer",
        lambda settings, hop: (asked.append((settings.head, hop)), Dull(hop))[::-1],
    )
    replay = Replay(tmp_path)
    taken = [entry.what for entry in replay.entries() if isinstance(entry, Entry)]
    replay.close()
    changes = [what for what in taken if isinstance(what, ChangeHead)]
    assert [change.head for change in changes] == ["/heads/mine.sofa"]
    assert asked == [("/heads/mine.sofa", 256)]
