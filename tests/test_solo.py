"""Solo: who is soloed sounds, with others that are, and everybody else is hushed; mute is kept."""

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Mixer, StartVoice
from ttmba_live.geometry import Position
from ttmba_live.scene import Event, Scene, SetMute, SetSolo, apply


def scene_of(*names):
    scene = Scene()
    for name in names:
        scene = scene.place(Event(name, 1.0, Position(), id=name))
    return scene


def silent(scene):
    return {name for name, source in scene.sources.items() if source.silent}


def test_others_are_hushed_until_the_last_solo_ends():
    scene = apply(scene_of("a", "b", "c"), SetSolo("a", solo=True))
    assert silent(scene) == {"b", "c"}
    scene = apply(scene, SetSolo("b", solo=True))
    assert silent(scene) == {"c"}
    scene = apply(apply(scene, SetSolo("a", solo=False)), SetSolo("b", solo=False))
    assert silent(scene) == set()


def test_a_mute_lasts_through_a_solo():
    scene = apply(scene_of("a", "b"), SetMute("b", mute=True))
    scene = apply(apply(scene, SetSolo("a", solo=True)), SetSolo("a", solo=False))
    assert silent(scene) == {"b"}
    assert silent(apply(scene, SetSolo("b", solo=True))) == {"a", "b"}


def test_a_newcomer_is_hushed_and_a_soloed_one_that_goes_frees_the_rest():
    scene = apply(scene_of("a", "b"), SetSolo("a", solo=True))
    scene = scene.place(Event("c", 1.0, Position(), id="c"))
    assert silent(scene) == {"b", "c"}
    assert silent(scene.without("a")) == set()


def test_a_source_that_is_made_anew_stays_soloed():
    scene = apply(scene_of("a", "b"), SetSolo("a", solo=True))
    scene = scene.place(Event("another a", 1.0, Position(), id="a"))
    assert scene.sources["a"].solo
    assert silent(scene) == {"b"}


def test_what_is_hushed_does_not_sound():
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_of("a", "b")
    mixer.post(StartVoice(1, "b", np.full(RATE, 0.5, np.float32)))
    levels = []
    for solo in (False, True):
        mixer.scene = apply(mixer.scene, SetSolo("a", solo=solo))
        blocks = [mixer.step().mix for _ in range(60)]
        levels.append(float(np.abs(blocks[-1]).max()))
    assert levels[0] > 0.01
    assert levels[1] < 1e-4
