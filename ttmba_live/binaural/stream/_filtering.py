"""Spectra through responses, and responses out of a table: compiled loops. Knows no time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, Place, Table, compiled

STILL, MOVED, NEW = 0, 1, 2
"""What a voice did in this hop; a new one has no response to fade from."""


class Filters(NamedTuple):
    """Every row's two responses, the one it has and the one it had, and what went through them."""

    response: Array  # (R, 2, 2, P, 2, K)
    now: Array  # (R,) which of the two it has
    past: Array  # (R, 2, P, 2, K) spectra of the last P blocks, in a ring


class Hop(NamedTuple):
    """Who sounds in a hop, and how."""

    rows: Array  # (V,)
    did: Array  # (V,) STILL, MOVED or NEW
    slot: int
    """Where in the ring of past blocks the newest goes."""


@compiled
def apply(
    spectra: Array, hop: Hop, filters: Filters, table: Table, place: Place, room: Array, own: Array
) -> None:
    """Filter every voice's newest block, and add it to the others.

    Args:
        spectra: (V, 2, 2 (H + 1)) the blocks' spectra, real and imaginary parts by turns.
        hop: who.
        filters: written into.
        table: what new responses are read from.
        place: where.
        room: (2, 2, 2, K) to which the voices are added, ear by ear, real and imaginary: what
            fades out or stays, and what fades in less that.
        own: (V, 2, 2, 2, K) the same of every voice, or no voices at all.
    """
    for v in range(len(hop.rows)):
        row = hop.rows[v]
        if hop.did[v] == MOVED:
            filters.now[row] = 1 - filters.now[row]
        for ear in range(2):
            _split(spectra[v, ear], filters.past[row, ear, hop.slot])
            if hop.did[v] != STILL:
                response = filters.response[row, filters.now[row], ear]
                for p in range(len(response)):
                    _blend(table, place.corners[v], place.weights[v], ear, p, response[p])
            _add(hop, v, ear, filters, room[ear])
            if len(own):
                own[v, ear] = 0.0
                _add(hop, v, ear, filters, own[v, ear])


@compiled
def _add(hop: Hop, v: int, ear: int, filters: Filters, out: Array) -> None:
    """Add what a voice's blocks become at an ear."""
    row = hop.rows[v]
    past, now = filters.past[row, ear], filters.now[row]
    for p in range(len(past)):
        block, response = past[(hop.slot - p) % len(past)], filters.response[row, now, ear, p]
        if hop.did[v] == MOVED:
            _turn(block, filters.response[row, 1 - now, ear, p], response, out)
        else:
            _multiply(block, response, out)


@compiled
def _split(spectrum: Array, out: Array) -> None:
    for k in range(len(spectrum) // 2):
        out[0, k] = spectrum[2 * k]
        out[1, k] = spectrum[2 * k + 1]


@compiled
def _blend(table: Table, corners: Array, weights: Array, ear: int, part: int, out: Array) -> None:
    """Add up six rows of the table."""
    a, b = table.spectra[corners[0], ear, part], table.spectra[corners[1], ear, part]
    c, d = table.spectra[corners[2], ear, part], table.spectra[corners[3], ear, part]
    e, f = table.spectra[corners[4], ear, part], table.spectra[corners[5], ear, part]
    wa = weights[0] * table.scale[corners[0], ear, part]
    wb = weights[1] * table.scale[corners[1], ear, part]
    wc = weights[2] * table.scale[corners[2], ear, part]
    wd = weights[3] * table.scale[corners[3], ear, part]
    we = weights[4] * table.scale[corners[4], ear, part]
    wf = weights[5] * table.scale[corners[5], ear, part]
    single = np.float32
    for plane in range(2):
        for k in range(out.shape[1]):
            # One sum in one pass: the rows come from far, and the sum would have to go back there.
            out[plane, k] = (
                wa * single(a[plane, k]) + wb * single(b[plane, k]) + wc * single(c[plane, k])
                + wd * single(d[plane, k]) + we * single(e[plane, k]) + wf * single(f[plane, k])
            )  # fmt: skip


@compiled
def _multiply(block: Array, response: Array, here: Array) -> None:
    for k in range(block.shape[1]):
        here[0, 0, k] += block[0, k] * response[0, k] - block[1, k] * response[1, k]
        here[0, 1, k] += block[0, k] * response[1, k] + block[1, k] * response[0, k]


@compiled
def _turn(block: Array, before: Array, after: Array, here: Array) -> None:
    """What the old response makes of a block, and what the new one makes of it less that."""
    for k in range(block.shape[1]):
        real, imaginary = block[0, k], block[1, k]
        here[0, 0, k] += real * before[0, k] - imaginary * before[1, k]
        here[0, 1, k] += real * before[1, k] + imaginary * before[0, k]
        x, y = after[0, k] - before[0, k], after[1, k] - before[1, k]
        here[1, 0, k] += real * x - imaginary * y
        here[1, 1, k] += real * y + imaginary * x
