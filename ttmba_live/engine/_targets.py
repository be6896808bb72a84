"""Where voices are wanted and how loud, as the head hears them. Knows the scene and no sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ttmba_live.audio import RATE, from_db
from ttmba_live.binaural import Floats
from ttmba_live.engine._voice import Voice
from ttmba_live.geometry import Xyz, rotation_matrix
from ttmba_live.scene import Scene, Source


def place_of(voice: Voice, source: Source, frame: int) -> Xyz:
    """Where a voice's source is at a frame: metres in the world."""
    if source.trajectory is None:
        return source.position.xyz
    return source.trajectory.at(max(0.0, (frame - voice.since) / RATE)).xyz


def heard(world: Floats, scene: Scene) -> Floats:
    """World metres (V, 3) to the head's frame."""
    turned: Floats = (world - scene.listener.xyz) @ head_axes(scene)
    return turned


def head_axes(scene: Scene) -> Floats:
    """The head's axes in the world, as columns (3, 3)."""
    return np.array(rotation_matrix(scene.listener.orientation))


def targets(voices: Sequence[Voice], scene: Scene, frame: int) -> tuple[Floats, Floats, Floats]:
    """Places in the world and in the head's frame (V, 3) at a frame, and linear gains (V,).

    A voice whose source is gone is told to stop.
    """
    places, gains = [], np.zeros(len(voices))
    for index, voice in enumerate(voices):
        source = scene.sources.get(voice.source)
        if source is None:
            voice.stopping = True
            places.append((1.0, 0.0, 0.0))
            continue
        if source is not voice.seen:
            voice.seen, voice.place = source, source.position.xyz
            voice.level = 0.0 if source.silent else from_db(source.gain_db)
            voice.send, voice.spread = from_db(source.room_db), source.spread
        moves = source.trajectory is not None
        places.append(place_of(voice, source, frame) if moves else voice.place)
        if not voice.stopping:
            gains[index] = voice.level
    world = np.array(places, np.float64).reshape(-1, 3)
    return world, heard(world, scene), gains
