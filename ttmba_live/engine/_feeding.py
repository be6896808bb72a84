"""A voice's samples of one hop, out of its clip. Knows clips and loops; knows no place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.engine._voice import Previous, Voice


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


def _crossfaded(voice: Voice, line: Samples, frame: int, previous: Previous, *, loop: bool) -> None:
    older = replace(voice, samples=previous.samples, start=previous.start, previous=None)
    voice.previous = None
    feed(voice, line, frame, loop=loop)
    done = frame - previous.at
    if done >= previous.fade:
        return
    before = np.zeros_like(line)
    feed(older, before, frame, loop=loop)
    share = np.clip((np.arange(done, done + len(line)) + 0.5) / previous.fade, 0.0, 1.0)
    line[:] = line * np.sin(0.5 * np.pi * share) + before * np.cos(0.5 * np.pi * share)
    voice.previous = replace(previous, start=older.start)
