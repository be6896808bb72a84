"""Scenes through a renderer of whole clips, the paper's form: offline, no clock at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples, from_db
from ttmba_live.binaural import Floats, Way, WholeRenderer
from ttmba_live.engine import (
    Fader,
    Glide,
    GlideSettings,
    Limiter,
    around,
    copied,
    gain_between,
)
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event
from ttmba_live.session import Bounced, Mix, Stem

_HOP = 256
"""Frames of the limiter's steps, and of the mixer's."""


def render_place(whole: WholeRenderer, samples: Samples, place: Position | Trajectory) -> Samples:
    """One mono clip (frames,) in two ears, (frames + tail, 2)."""
    stops = (place,) if isinstance(place, Position) else place.positions
    farthest = max(stop.distance for stop in stops)
    frames = len(samples) + whole.tail(farthest)
    way = place if isinstance(place, Position) else _glided(place, frames, whole.glide)
    return whole.render(samples, way, frames)


def _glided(path: Trajectory, frames: int, step: int) -> Floats:
    """Metres (T, 3) every ``step`` frames: the path as the mixer follows it, jumps and all."""
    glide, row, gain = Glide(1, step, GlideSettings()), np.zeros(1, np.intp), np.ones(1)
    first, *others = (np.array([path.at(at / RATE).xyz]) for at in range(0, frames + step, step))
    glide.join(0, first[0], 1.0)
    return np.concatenate([first, *(glide.move(row, place, gain)[0] for place in others)])


def _sounding(clip: Samples, event: Event, frames: int) -> Samples:
    """What an event sends out: its clip at its gain, for that many frames if it loops."""
    gain = np.float32(from_db(event.gain_db))
    dry = (np.resize(clip, frames) if event.loop else clip) * gain
    return dry if event.envelope is None else Fader(event.envelope).apply(dry)


def _let_go(wet: Samples, frames: int) -> Samples:
    """A loop's sound (frames + tail, 2), faded after so many frames as the mixer fades it."""
    seconds = np.arange(max(0, len(wet) - frames)) / (RATE * GlideSettings().smoothing)
    wet[frames:] *= ((1.0 + seconds) * np.exp(-seconds)).astype(np.float32)[:, None]
    return wet


def _placed(whole: WholeRenderer, dry: Samples, event: Event) -> Samples:
    return render_place(whole, dry, event.trajectory or event.position)


def _wide(whole: WholeRenderer, dry: Samples, event: Event) -> Samples:
    """A source that is spread: its copies, each where it is, added up."""
    copies = copied(dry)
    path = event.trajectory
    stops = (event.position,) if path is None else path.positions
    frames = copies.shape[1] + whole.tail(max(stop.distance for stop in stops))
    if path is None:
        places = around(np.array(event.position.xyz), event.spread)
        ways: list[Way] = [Position.from_xyz(*place) for place in places.tolist()]
    else:
        way = _glided(path, frames, whole.glide)
        ways = list(np.array([around(place, event.spread) for place in way]).transpose(1, 0, 2))
    wet = [whole.render(one, way, frames) for one, way in zip(copies, ways, strict=True)]
    total: Samples = np.sum(wet, axis=0)
    return total


def bounce_whole(
    events: Sequence[Event],
    clips: Mapping[str, Clip],
    whole: WholeRenderer,
    progress: Callable[[int], None] | None = None,
) -> Bounced:
    """Render events that have ids, each on its own, and add them up at their start times.

    Loops go on until the last clip's end. ``progress`` hears how many events are done. Equal
    events and clips give equal samples.
    """
    if not events:
        raise InvalidInput("there is nothing to render: the scene has no events")
    stems: dict[int, Stem] = {}
    starts = [round(event.start * RATE) for event in events]
    end = max(at + len(clips[e.id].samples) for at, e in zip(starts, events, strict=True))
    let_go = math.ceil(end / _HOP) * _HOP + _HOP // 2  # as the mixer does
    for number, (start, event) in enumerate(zip(starts, events, strict=True)):
        dry = _sounding(clips[event.id].samples, event, let_go - start)
        wet = _wide(whole, dry, event) if event.spread else _placed(whole, dry, event)
        stems[number] = Stem(start, _let_go(wet, let_go - start) if event.loop else wet)
        if progress:
            progress(number + 1)
    mix, held_db = _mixed(list(stems.values()))
    return Bounced(mix, stems, held_db)


def _mixed(stems: list[Stem]) -> tuple[Mix, float]:
    """Stems at their starts, added up and limited; what is silent between them takes no room.

    What the limiter does is done to the stems too. Returns the mix and the most that it was held
    down, in dB.
    """
    mix, limit = Mix(), Limiter(_HOP)
    for start, end, some in _stretches(stems):
        _pass(limit, start - mix.frames)
        mix.skip(start - mix.frames)
        total = np.zeros((end - start, 2), np.float32)
        for stem in some:
            total[stem.start - start :][: len(stem.samples)] += stem.samples
        mix.write(out := _limited(limit, total))
        if limit.held_db:
            gain = gain_between(total, out, 1.0)
            for stem in some:
                stem.samples[:] *= gain[stem.start - start :][: len(stem.samples)]
    return mix, limit.held_db


def _stretches(stems: list[Stem]) -> Iterator[tuple[int, int, list[Stem]]]:
    """Where there is sound: first frame and end, at hops but for the last end, and whose it is."""
    some: list[Stem] = []
    end = 0
    for stem in sorted(stems, key=lambda stem: stem.start):
        if some and stem.start >= end + _HOP:
            yield some[0].start // _HOP * _HOP, math.ceil(end / _HOP) * _HOP, some
            some = []
        some.append(stem)
        end = max(end, stem.start + len(stem.samples))
    yield some[0].start // _HOP * _HOP, end, some


def _pass(limit: Limiter, frames: int) -> None:
    """Let a limiter recover while there is silence."""
    silence = np.zeros((_HOP, 2), np.float32)
    while frames > 0 and limit.gain < 1.0:
        limit(silence)
        frames -= _HOP


def limited(mix: Samples) -> tuple[Samples, float]:
    """The mix (frames, 2) through the engine's limiter, and the most it was held down, in dB."""
    limit = Limiter(_HOP)
    return _limited(limit, mix), limit.held_db


def _limited(limit: Limiter, mix: Samples) -> Samples:
    return np.concatenate([limit(mix[at : at + _HOP]) for at in range(0, len(mix), _HOP)])
