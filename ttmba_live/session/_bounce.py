"""The mixer without a clock: scenes and recorded runs to samples, as fast as they can be made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.binaural import Renderer
from ttmba_live.engine import (
    Block,
    Entry,
    Mixer,
    Report,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
)
from ttmba_live.live_input import ENDLESS
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.scene import Event, Scene
from ttmba_live.session._mix import Mix

Progress = Callable[[int], None]
"""Called with the frames done so far, of ``end``."""


_AT_ONCE = 1 << 18
"""Frames of silence that are handed out as one block: 2 MiB for those who want it whole."""

RINGS = 60.0
"""Seconds after the last sample of the last clip in which everything must have rung out."""

_FADES = 3.0
"""Seconds in which all that still sounds fades out where a run has ended."""

_FADED_DB = -60.0

_HUSHED = 4
"""Hops after which a mixer that was silenced is silent."""

_NOTHING = np.zeros((1, 2), np.float32)


@dataclass(frozen=True, slots=True)
class Stem:
    """One sounding on its own (frames, 2), from ``start`` frames into the mix."""

    start: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mix at 48 kHz, latency removed, and its stems if they were asked for.

    Stems are numbered as the events that they come from. ``held_db`` is the most that the limiter
    held the mix down; the stems add up to the mix all the same.
    """

    mix: Mix
    stems: dict[int, Stem]
    held_db: float = 0.0
    room: Samples | None = None
    """What the room adds to the stems (frames, 2), if there is one."""
    around: Room = NO_ROOM
    """That room."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything that is to be taken up before ``frame`` has been told."""

    frame: int
    fades: bool = False
    """Whether all that sounds is to fade out after it."""


def named(events: Sequence[Event]) -> list[Event]:
    """Give every event an id of its own."""
    scene, out = Scene(), []
    for event in events:
        name = event.id if event.id and event.id not in scene.sources else ""
        out.append(replace(event, id=name or scene.free_id(event.sound)))
        scene = scene.place(out[-1])
    return out


def scene_entries(
    events: Sequence[Event], clips: dict[str, Clip], room: Room = NO_ROOM
) -> tuple[list[Entry], int]:
    """What a mixer takes up to play events that have ids, and the frame at which loops end."""
    scene = Scene(room=room)
    for event in events:
        scene = scene.place(event)
    entries = [Entry(0, scene)]
    end = 0
    for serial, event in enumerate(events):
        samples, at = clips[event.id].samples, round(event.start * RATE)
        entries.append(Entry(0, StartVoice(serial, event.id, samples, at, event.id)))
        end = max(end, at + len(samples))
    return entries, end


def play(
    mixer: Mixer,
    entries: Iterable[Entry | Mark],
    *,
    stems: bool = False,
    endless: set[str] | None = None,
    cut: Callable[[int], None] = lambda frame: None,  # noqa: ARG005
) -> Iterator[Block]:
    """Play entries at their frames; after the last loops fade, and all else sounds to its end.

    If the last mark ``fades``, everything does. What has no end of its own fades as loops do;
    whoever goes on in the middle gives the set of such sources so far. Silence before a voice is
    not worked out, but handed out as blocks of many hops. What still rings `RINGS` seconds after
    the last clip's end is silenced, and ``cut`` hears at which frame.
    """
    endless, fades = set() if endless is None else endless, False
    for entry in entries:
        while mixer.frame < entry.frame:
            yield from _silence(mixer, entry.frame)
            if mixer.frame < entry.frame:
                yield mixer.step(stems=stems)
        if isinstance(entry, Mark):
            fades = entry.fades
            continue
        if isinstance(entry.what, Scene):
            mixer.scene = entry.what
        else:
            mixer.inbox.append(entry.what)
            if isinstance(entry.what, StartVoice) and len(entry.what.samples) >= ENDLESS:
                endless.add(entry.what.source)
    if fades:
        yield from _faded_out(mixer, stems)
    for source in mixer.scene.sources.values():
        if source.loop or source.id in endless:
            mixer.inbox.append(StopVoices(source.id))
    yield from _rung_out(mixer, stems, cut)


def _rung_out(mixer: Mixer, stems: bool, cut: Callable[[int], None]) -> Iterator[Block]:
    most = max(mixer.frame, mixer.last) + RINGS * RATE
    while not mixer.idle:
        if mixer.frame >= most:
            cut(mixer.frame)
            mixer.inbox.append(SilenceAll())
            yield from (mixer.step(stems=stems) for _ in range(_HUSHED))
            return
        yield from _silence(mixer)
        yield mixer.step(stems=stems)


def _faded_out(mixer: Mixer, stems: bool) -> Iterator[Block]:
    """Draw every source's level down, straight in decibels, and stop it; rooms ring on."""
    scene, hops = mixer.scene, math.ceil(_FADES * RATE / mixer.hop)
    for hop in range(hops):
        if mixer.idle:
            return
        down = _FADED_DB * (hop + 1) / hops
        sources = {
            name: replace(source, gain_db=source.gain_db + down)
            for name, source in scene.sources.items()
        }
        mixer.scene = replace(scene, sources=MappingProxyType(sources))
        yield mixer.step(stems=stems)
    mixer.inbox.append(StopVoices())


def _silence(mixer: Mixer, until: float = math.inf) -> Iterator[Block]:
    """Blocks for the time that a mixer sleeps, of a length that fits the memory."""
    left = mixer.sleep(until)
    while left:
        size = min(left, _AT_ONCE)
        left -= size
        yield Block(np.broadcast_to(_NOTHING, (size, 2)), {}, silent=True)


def bounce(
    renderer: Renderer,
    entries: Sequence[Entry],
    end: int,
    *,
    stems: bool = False,
    stems_room: str = "apart",
    progress: Progress | None = None,
) -> Bounced:
    """Play entries, loops until ``end``, and gather what comes out.

    ``stems_room`` is what stems have of the room, as `ttmba_live.setup.SessionSettings` has it.
    Equal entries give equal samples.
    """
    mixer = Mixer(renderer, wet_stems=stems_room == "wet")
    mix, late = Mix(), mixer.latency
    around: list[Samples] = []
    own: dict[int, list[Samples]] = {}
    starts: dict[int, tuple[int, int]] = {}
    for block in play(mixer, [*entries, Mark(end)], stems=stems):
        for report in drained(mixer):
            if isinstance(report, Started):
                behind = report.frame - (mixer.frame - mixer.hop)
                starts[report.serial] = report.frame, behind + mixer.latency
        skip, late = late, max(0, late - len(block.mix))
        heard = block.mix[skip:]
        if stems and stems_room == "apart" and not mixer.scene.room.is_none:
            none = np.zeros_like(block.mix) if block.room is None else block.room
            around.append(none[skip:])
        if heard.strides[0] == 0:
            mix.skip(len(heard))
        else:
            mix.write(heard)
        for serial, samples in block.stems.items():
            own.setdefault(serial, []).append(samples)
        if progress:
            progress(min(mixer.frame, end))
    return Bounced(
        mix,
        {
            serial: Stem(starts[serial][0], np.concatenate(parts)[starts[serial][1] :])
            for serial, parts in own.items()
        },
        mixer.held_db,
        np.concatenate(around) if around else None,
        mixer.scene.room,
    )


def drained(mixer: Mixer) -> list[Report]:
    """What a mixer has to report."""
    reports = list(mixer.outbox)
    mixer.outbox.clear()
    return reports
