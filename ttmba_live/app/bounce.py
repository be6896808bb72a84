"""The mixer without a clock: scenes and recorded runs to samples, as fast as they can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.binaural import Renderer
from ttmba_live.engine import Block, Entry, GlideSettings, Mixer, StartVoice, StopVoices
from ttmba_live.scene import Event, Scene

Progress = Callable[[int], None]
"""Called with the frames done so far, of ``end``."""


@dataclass(frozen=True, slots=True)
class Stem:
    """One source on its own (frames, 2), from ``start`` frames into the mix."""

    start: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mix (frames, 2) at 48 kHz, latency removed, and its stems if they were asked for."""

    mix: Samples
    stems: dict[str, Stem]


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


def blocks(
    renderer: Renderer,
    glide: GlideSettings,
    entries: Sequence[Entry],
    end: int,
    *,
    voices: int,
    stems: bool = False,
) -> Iterator[Block]:
    """Play entries at their frames; after ``end`` loops fade, and all else sounds to its end."""
    mixer = Mixer(renderer, voices=voices, glide=glide)
    waiting = list(reversed(entries))
    stopped = False
    while waiting or mixer.frame < end or not mixer.idle:
        while waiting and waiting[-1].frame <= mixer.frame:
            what = waiting.pop().what
            if isinstance(what, Scene):
                mixer.scene = what
            else:
                mixer.inbox.append(what)
        if not waiting and mixer.frame >= end and not stopped:
            stopped = True
            for source in mixer.scene.sources.values():
                if source.loop:
                    mixer.inbox.append(StopVoices(source.id))
        yield mixer.step(stems=stems)


def bounce(
    renderer: Renderer,
    entries: Sequence[Entry],
    end: int,
    *,
    glide: GlideSettings | None = None,
    voices: int = 256,
    stems: bool = False,
    progress: Progress | None = None,
) -> Bounced:
    """Play entries and gather what comes out; equal entries give equal samples."""
    mix: list[Samples] = []
    own: dict[str, list[Samples]] = {}
    first: dict[str, int] = {}
    hop = renderer.hop
    for number, block in enumerate(
        blocks(renderer, glide or GlideSettings(), entries, end, voices=voices, stems=stems)
    ):
        mix.append(block.mix)
        for name, samples in block.stems.items():
            gathered = own.setdefault(name, [])
            start = first.setdefault(name, number)
            gathered += [np.zeros((hop, 2), np.float32)] * (number - start - len(gathered))
            gathered.append(samples)
        if progress:
            progress(min((number + 1) * hop, end))
    starts = _starts(entries)
    return Bounced(
        np.concatenate([*mix, np.zeros((0, 2), np.float32)])[renderer.latency :],
        {
            name: _stem(parts, first[name] * hop, starts.get(name, 0), renderer.latency)
            for name, parts in own.items()
        },
    )


def _starts(entries: Sequence[Entry]) -> dict[str, int]:
    starts: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry.what, StartVoice):
            at = entry.frame if entry.what.at is None else max(entry.frame, entry.what.at)
            starts.setdefault(entry.what.source, at)
    return starts


def _stem(parts: list[Samples], first: int, start: int, latency: int) -> Stem:
    """Cut a stem so that its first frame is the source's start."""
    samples = np.concatenate(parts)
    return Stem(start, samples[max(0, start - first) + latency :])
