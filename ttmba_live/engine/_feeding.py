"""A voice's samples of one hop, out of its clip. Knows clips and loops; knows no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.engine._handing import crossfade
from ttmba_live.engine._voice import Previous, Voice
from ttmba_live.scene import Scene


def fed(voices: Sequence[Voice], scene: Scene, frame: int, hop: int) -> Samples:
    """What voices play from ``frame`` on (V, hop), in their envelopes."""
    dry = np.zeros((len(voices), hop), np.float32)
    for voice, line in zip(voices, dry, strict=True):
        source = scene.sources.get(voice.source)
        loop = source is not None and source.loop and not voice.stopping
        feed(voice, line, frame, loop=loop)
        if voice.fader is not None:
            np.multiply(line, voice.fader.gains(frame - voice.since, hop), out=line)
    return dry


def feed(voice: Voice, line: Samples, frame: int, *, loop: bool) -> None:
    """Copy what a voice plays from ``frame`` on into ``line``, going round if it loops."""
    if voice.previous is not None:
        _crossfaded(voice, line, frame, voice.previous, loop=loop)
        return
    size, hop = len(voice.samples), len(line)
    here = frame - voice.start
    if 0 <= here <= size - hop:
        line[:] = voice.samples[here : here + hop]
        return
    at = 0
    while at < hop:
        here = frame + at - voice.start
        if here < 0:
            at -= here
            continue
        if here >= size:
            if not loop:
                break
            voice.start += size
            continue
        count = min(hop - at, size - here)
        line[at : at + count] = voice.samples[here : here + count]
        at += count


def _crossfaded(voice: Voice, line: Samples, frame: int, before: Previous, *, loop: bool) -> None:
    older = replace(voice, samples=before.samples, start=before.start, previous=before.previous)
    voice.previous = None
    feed(voice, line, frame, loop=loop)
    done = frame - before.at
    if done >= before.fade:
        return
    old = np.zeros_like(line)
    feed(older, old, frame, loop=loop)
    share = np.clip((np.arange(done, done + len(line)) + 0.5) / before.fade, 0.0, 1.0)
    rise, fall = crossfade(share, before.alike)
    line[:] = line * rise + old * fall
    voice.previous = replace(before, start=older.start, previous=older.previous)
