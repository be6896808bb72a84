"""A voice's samples of one hop, out of its clip. Knows clips and loops; knows no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.engine._voice import Under, Voice
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
    if voice.under is not None:
        _crossfaded(voice, line, frame, voice.under, loop=loop)
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


def _crossfaded(voice: Voice, line: Samples, frame: int, under: Under, *, loop: bool) -> None:
    older = replace(voice, samples=under.samples, start=under.start, under=None)
    voice.under = None
    feed(voice, line, frame, loop=loop)
    done = frame - under.at
    if done >= under.fade:
        return
    before = np.zeros_like(line)
    feed(older, before, frame, loop=loop)
    share = np.clip((np.arange(done, done + len(line)) + 0.5) / under.fade, 0.0, 1.0)
    line[:] = line * np.sin(0.5 * np.pi * share) + before * np.cos(0.5 * np.pi * share)
    voice.under = replace(under, start=older.start)
