"""The mixer without a clock: scenes and recorded runs to samples, as fast as they can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.binaural import Renderer
from ttmba_live.engine import Block, Entry, Mixer, Report, Started, StartVoice, StopVoices
from ttmba_live.scene import Event, Scene

Progress = Callable[[int], None]
"""Called with the frames done so far, of ``end``."""


@dataclass(frozen=True, slots=True)
class Stem:
    """One sounding on its own (frames, 2), from ``start`` frames into the mix."""

    start: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mix (frames, 2) at 48 kHz, latency removed, and its stems if they were asked for.

    Stems are numbered as the events that they come from.
    """

    mix: Samples
    stems: dict[int, Stem]


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything that is to be taken up before ``frame`` has been told."""

    frame: int


def named(events: Sequence[Event]) -> list[Event]:
    """Give every event an id of its own."""
    scene, out = Scene(), []
    for event in events:
        name = event.id if event.id and event.id not in scene.sources else ""
        out.append(replace(event, id=name or scene.free_id(event.sound)))
        scene = scene.place(out[-1])
    return out


def scene_entries(events: Sequence[Event], clips: dict[str, Clip]) -> tuple[list[Entry], int]:
    """What a mixer takes up to play events that have ids, and the frame at which loops end."""
    scene = Scene()
    for event in events:
        scene = scene.place(event)
    entries = [Entry(0, scene)]
    end = 0
    for serial, event in enumerate(events):
        samples, at = clips[event.id].samples, round(event.start * RATE)
        entries.append(Entry(0, StartVoice(serial, event.id, samples, at, event.id)))
        end = max(end, at + len(samples))
    return entries, end


def play(mixer: Mixer, entries: Iterable[Entry | Mark], *, stems: bool = False) -> Iterator[Block]:
    """Play entries at their frames; after the last loops fade, and all else sounds to its end."""
    for entry in entries:
        while mixer.frame < entry.frame:
            yield mixer.step(stems=stems)
        if isinstance(entry, Mark):
            continue
        if isinstance(entry.what, Scene):
            mixer.scene = entry.what
        else:
            mixer.inbox.append(entry.what)
    for source in mixer.scene.sources.values():
        if source.loop:
            mixer.inbox.append(StopVoices(source.id))
    while not mixer.idle:
        yield mixer.step(stems=stems)


def bounce(
    renderer: Renderer,
    entries: Sequence[Entry],
    end: int,
    *,
    stems: bool = False,
    progress: Progress | None = None,
) -> Bounced:
    """Play entries, loops until ``end``, and gather what comes out.

    Equal entries give equal samples.
    """
    mixer = Mixer(renderer)
    mix: list[Samples] = []
    own: dict[int, list[Samples]] = {}
    starts: dict[int, tuple[int, int]] = {}
    for block in play(mixer, [*entries, Mark(end)], stems=stems):
        for report in drained(mixer):
            if isinstance(report, Started):
                behind = report.frame - (mixer.frame - mixer.hop)
                starts[report.serial] = report.frame, behind + mixer.latency
        mix.append(block.mix)
        for serial, samples in block.stems.items():
            own.setdefault(serial, []).append(samples)
        if progress:
            progress(min(mixer.frame, end))
    return Bounced(
        np.concatenate([*mix, np.zeros((0, 2), np.float32)])[mixer.latency :],
        {
            serial: Stem(starts[serial][0], np.concatenate(parts)[starts[serial][1] :])
            for serial, parts in own.items()
        },
    )


def drained(mixer: Mixer) -> list[Report]:
    """What a mixer has to report."""
    reports = list(mixer.outbox)
    mixer.outbox.clear()
    return reports
