"""A click or a tone in a room, played by a mixer."""

from dataclasses import replace

import numpy as np

from ttmba_live.binaural.stream import Stream
from ttmba_live.engine import StartVoice
from ttmba_live.geometry import Position
from ttmba_live.room import changed, named
from ttmba_live.scene import Event, Scene
from ttmba_live.setup import baked_bank

RATE, HOP = 48_000, 256


def shipped_head():
    return Stream(baked_bank(None), HOP)


def scene_of(room, place=(30.0, 0.0, 2.0), **source):
    event = Event.checked("x", 1.0, Position(*place), id="a", **source)
    return replace(Scene().place(event), room=room)


def played(mixer, scene, samples, hops, *, stems=False):
    """Blocks of a voice that begins with the first hop."""
    mixer.scene = scene
    mixer.inbox.append(StartVoice(1, "a", samples))
    return [mixer.step(stems=stems) for _ in range(hops)]


def whole(blocks):
    return np.concatenate([block.mix for block in blocks])


def click(frames=RATE):
    sound = np.zeros(frames, np.float32)
    sound[0] = 1.0
    return sound


def outside_db(sound, hertz=1000.0):
    """What is heard below half and above twice a tone's frequency, beside all: clicks and tears."""
    power = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)))) ** 2
    at = np.fft.rfftfreq(len(sound), 1.0 / RATE)
    away = (at < hertz / 2) | (at > 2 * hertz)
    return 10.0 * np.log10(power[away].sum() / power.sum())


def through_rooms(mixer):
    """Blocks of a mixer that goes from one room into another very unlike it, and on."""
    blocks = []
    for room in (
        named("church"), named("none"), named("bathroom"), changed(named("bathroom"), decay=3.0),
        changed(named("bathroom"), decay=0.3, early_db=6.0), named("tunnel"),
    ):  # fmt: skip
        mixer.scene = replace(mixer.scene, room=room)
        blocks += [mixer.step() for _ in range(40)]
    return blocks
