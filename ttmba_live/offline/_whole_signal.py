"""Scenes through the network's whole-signal form, the paper's: exact, offline, no clock at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples, from_db
from ttmba_live.engine import Limiter
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event
from ttmba_live.session import Bounced, Stem

if TYPE_CHECKING:
    from ttmba_live.binaural.nfs import NFS

_HOP = 256
"""Frames of the limiter's steps."""


def render_place(model: NFS, samples: Samples, place: Position | Trajectory) -> Samples:
    """One mono clip (frames,) in two ears, (frames + tail, 2)."""
    from ttmba_live.binaural.nfs.render import render_whole, tail_frames

    stops = (place,) if isinstance(place, Position) else place.positions
    farthest = max(stop.distance for stop in stops)
    return render_whole(model, samples, place, len(samples) + tail_frames(model, farthest))


def bounce_whole(
    events: Sequence[Event],
    clips: Mapping[str, Clip],
    model: NFS,
    progress: Callable[[int], None] | None = None,
) -> Bounced:
    """Render events that have ids, each on its own, and add them up at their start times.

    ``progress`` hears how many are done. Equal events and clips give equal samples.
    """
    if not events:
        raise InvalidInput("there is nothing to render: the scene has no events")
    stems: dict[int, Stem] = {}
    for number, event in enumerate(events):
        clip = clips[event.id].samples * np.float32(from_db(event.gain_db))
        place = event.trajectory or event.position
        stems[number] = Stem(round(event.start * RATE), render_place(model, clip, place))
        if progress:
            progress(number + 1)
    mix = np.zeros((max(stem.start + len(stem.samples) for stem in stems.values()), 2), np.float32)
    for stem in stems.values():
        mix[stem.start : stem.start + len(stem.samples)] += stem.samples
    return Bounced(limited(mix), stems)


def limited(mix: Samples) -> Samples:
    """The mix (frames, 2) through the engine's limiter, which is off at normal levels."""
    limit = Limiter(_HOP)
    parts = [limit(mix[start : start + _HOP]) for start in range(0, len(mix), _HOP)]
    return np.concatenate(parts)
