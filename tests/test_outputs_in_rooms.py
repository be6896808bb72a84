"""The room on live outputs: what the offline exports have of it, its changes, and none."""

from dataclasses import replace

import numpy as np
import pytest
from room_scenes import HOP, RATE, click, played, scene_of, through_rooms, whole

from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Beside, GlideSettings, Mixer, Rendered, SilenceAll, StartVoice
from ttmba_live.geometry import SPEED_OF_SOUND, Position, quaternion_from_ypr
from ttmba_live.live._outputs import _planned
from ttmba_live.panning import ambisonics, loudspeakers, together
from ttmba_live.room import Impulse, acoustics, changed, images, mirrors, named
from ttmba_live.scene import Listener
from ttmba_live.setup import OutputSettings, Settings
from ttmba_live.setup.layouts import layout

VOICES = 8
AMBIX, RING = slice(0, 4), slice(4, 12)


def forms():
    return ambisonics(1, HOP), loudspeakers(layout("octagon"), HOP)


def live(*feeds):
    """A mixer for ears, with feeds beside it."""
    mixer = Mixer(Sphere(HOP), voices=VOICES)
    mixer.beside = Beside(feeds, HOP, GlideSettings())
    return mixer


def rendered(**room):
    return Rendered(together(forms()), VOICES, GlideSettings(), **room)


def others(blocks):
    return np.concatenate([block.beside for block in blocks if not block.silent])


def exported(form, scene, sound, hops):
    """What the offline exports make of a scene."""
    return whole(played(Mixer(form, voices=VOICES), scene, sound, hops))


@pytest.mark.parametrize("send", [0.0, -6.0])
def test_outputs_have_the_room_that_exports_have(send):
    scene = scene_of(changed(named("cave"), decay=1.0), room_db=send)
    turned = replace(scene, listener=Listener(orientation=quaternion_from_ypr(70, 10, 5)))
    heard = others(played(live(rendered()), turned, click(), 120))
    for form, columns in zip(forms(), (AMBIX, RING), strict=True):
        wanted = exported(form, scene, click(), 120)
        assert heard[:, columns] == pytest.approx(wanted, abs=1e-6), "however the head is turned"
        assert np.square(wanted[60 * HOP :]).sum() > 1e-6, "in which it rings"


def test_reflections_on_outputs_come_when_images_say():
    room = changed(named("cave"), size=(9.0, 7.0, 4.0), absorption=0.36, late_db=-60.0)
    heard = others(played(live(rendered()), scene_of(room), click(), 24))[:, 0].astype(float)
    found = acoustics(room)
    way = images(found, mirrors(found, 1), np.array([Position(30.0, 0.0, 2.0).xyz]), np.zeros(3))[0]
    for metres in np.linalg.norm(way, axis=1):
        at = (metres - 2.0) / SPEED_OF_SOUND * RATE
        near = heard[int(at) - 5 : int(at) + 60]
        assert abs(int(np.argmax(np.abs(near))) + int(at) - 5 - at) < 2.0
        assert abs(near.sum()) * metres == pytest.approx(0.8, rel=0.03)  # at 0 Hz


def test_without_a_room_outputs_are_what_they_were():
    noise = np.random.default_rng(3).uniform(-0.3, 0.3, RATE).astype(np.float32)
    dry = [exported(form, scene_of(named("none")), noise, 30) for form in forms()]
    for room, feed in (("none", rendered()), ("church", rendered(room=False))):
        heard = others(played(live(feed), scene_of(named(room)), noise, 30))
        assert np.array_equal(heard[:, AMBIX], dry[0])
        assert np.array_equal(heard[:, RING], dry[1])


def outside_db(sound, hertz=1000.0):
    """What is heard below half and above twice a tone's frequency, beside all: clicks and tears."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound))[:, None], axis=0)) ** 2
    at = np.fft.rfftfreq(len(sound), 1.0 / RATE)
    away = (at < hertz / 2) | (at > 2 * hertz)
    return 10.0 * np.log10(power[away].sum() / power.sum())


def test_rooms_change_without_a_click():
    wave = 0.05 * np.sin(2 * np.pi * 1000.0 * np.arange(4 * RATE) / RATE)
    wave[:4800] *= np.hanning(9600)[:4800]
    mixer = live(rendered())
    blocks = played(mixer, scene_of(named("studio")), wave.astype(np.float32), 80)
    blocks += through_rooms(mixer)
    source = replace(mixer.scene.source("a"), room_db=-40.0)
    mixer.scene = mixer.scene.with_source(source)
    blocks += [mixer.step() for _ in range(200)]
    heard = others(blocks)[20 * HOP :]
    assert np.isfinite(heard).all()
    assert outside_db(heard) < -55.0


def test_outputs_are_silent_with_the_mix_and_nothing_old_comes_back():
    burst = np.random.default_rng(4).uniform(-1.0, 1.0, (RATE // 5, 2)).astype(np.float32)
    short = replace(named("church"), file="x.wav", impulse=Impulse(burst))
    mixer = live(rendered())
    blocks = played(mixer, scene_of(short), click(4800), 20)
    while not mixer.idle:
        blocks.append(mixer.step())
    level = np.abs(others(blocks)).max(axis=1)
    assert level[-RATE // 2 : -RATE // 4].max() > 1e-4, "the model's church would ring for seconds"
    assert level[-HOP:].max() < 1e-5
    assert mixer.step().silent
    mixer.inbox.append(StartVoice(2, "a", np.zeros(4800, np.float32)))
    assert not mixer.step().beside.any()


def test_panic_silences_the_room_of_outputs():
    mixer = live(rendered())
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, RATE).astype(np.float32)
    blocks = played(mixer, scene_of(named("cathedral")), noise, 60)
    mixer.inbox.append(SilenceAll())
    fading, over, rest = mixer.step(), mixer.step(), mixer.step()
    assert np.abs(blocks[59].beside).max() > 1e-2
    assert fading.beside.any()
    assert not over.beside.any()
    assert rest.silent


def test_every_output_plays_its_own_columns_with_the_room_or_without():
    outputs = (
        OutputSettings(plays="ambisonics", order=1),
        OutputSettings(plays="loudspeakers", layout="octagon", room=True),
        OutputSettings(),
        OutputSettings(plays="sources", sources=2),
        OutputSettings(plays="ambisonics", order=1, room=True),
    )
    feeds, wanted = _planned(Settings(outputs=outputs), HOP)
    scene, noise = scene_of(named("church")), 0.3 * np.hanning(12_000).astype(np.float32)
    mixer = live(*feeds)
    blocks = played(mixer, scene, noise, 40)
    columns = np.concatenate([whole(blocks), others(blocks)], axis=1)
    heard = [columns[:, one.columns] for one in wanted]
    ambix, ring = forms()
    free = replace(scene, room=named("none"))
    assert np.array_equal(heard[0], exported(ambix, free, noise, 40))
    assert heard[1] == pytest.approx(exported(ring, scene, noise, 40), abs=1e-6)
    assert np.array_equal(heard[2], whole(blocks))
    assert np.array_equal(heard[3][:, 0], noise[: 40 * HOP])
    assert not heard[3][:, 1].any()
    assert heard[4] == pytest.approx(exported(ambisonics(1, HOP), scene, noise, 40), abs=1e-6)
