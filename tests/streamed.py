"""A small made-up head, voices that move, and what a stream makes of them, by hops or at once."""

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.binaural.stream import (
    Stream,
    from_responses,
    places,
)
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS, fine_filter, half_filter

SHELLS = ((4, 0.01), (2, 0.5), (2, 1.0))
GOLDEN = "tests/golden/nfs"


def small_head(taps=300):
    """Made-up responses and delays: noise that decays, the same on every run."""
    chance = np.random.default_rng(5)
    xyz = places(SHELLS)
    found = chance.standard_normal((len(xyz), 2, taps)) * np.exp(-np.arange(taps) / 40.0)
    late = 12.0 * np.stack([-xyz[:, 1], xyz[:, 1]], axis=1) / np.linalg.norm(xyz, axis=1)[:, None]
    return found, late


def small_field(taps=300, lead=20, components=24):
    return from_responses(*small_head(taps), lead=lead, shells=SHELLS, components=components)


def noise(frames, seed=1):
    chance = np.random.default_rng(seed)
    return (0.1 * chance.standard_normal(frames)).astype(np.float32)


def circling(hop, hops, speed=2.0, distance=2.0, phase=0.0):
    """Places at the start and at every hop's end."""
    angle = phase + speed * np.arange(hops + 1) * hop / RATE
    lap = np.stack([np.cos(angle), np.sin(angle), 0.3 * np.sin(2 * angle)], axis=1)
    return lap * (distance + 0.5 * np.sin(3 * angle))[:, None]


def play(stream, voices, hops, *, rows=None, stems=False):
    """Voices are (first hop, last hop, samples, places, gains); returns mix, and stems by voice."""
    state = stream.start(len(voices) + 3)
    rows = rows or list(range(len(voices)))
    mix, own = [], [[] for _ in voices]
    for hop in range(hops):
        now = [i for i, v in enumerate(voices) if v[0] <= hop < v[1]]
        for i in now:
            if voices[i][0] == hop:
                stream.join(state, rows[i], voices[i][3][0], voices[i][4][0])
        size = stream.hop
        at = [hop - voices[i][0] for i in now]
        dry = np.zeros((len(now), size), np.float32)
        for line, i, k in zip(dry, now, at, strict=True):
            piece = voices[i][2][k * size : (k + 1) * size]
            line[: len(piece)] = piece
        xyz = np.array([voices[i][3][k + 1] for i, k in zip(now, at, strict=True)]).reshape(-1, 3)
        gain = np.array([voices[i][4][k + 1] for i, k in zip(now, at, strict=True)])
        active = np.array([rows[i] for i in now], np.intp)
        block, each = stream.step(state, active, dry, xyz, gain, stems=stems)
        mix.append(block)
        if stems:
            for i, samples in zip(now, each, strict=True):
                own[i].append(samples)
    return np.concatenate(mix), [np.concatenate(o) if o else None for o in own]


def all_at_once(bank, hop, samples, xyz, gains):
    """The same by its definition, in double precision: no blocks, no state, no spectra."""
    stream = Stream(bank, hop)
    hops = len(xyz) - 1
    found = [bank.read(p[None], 1e9) for p in xyz]
    level = np.array([f.level[0] for f in found]) * gains
    delay = np.array([f.delay[0] for f in found]) + stream.latency - bank.lead
    frames, pad = hops * hop, 40_000
    x = np.concatenate(
        [np.zeros(pad), samples[:frames], np.zeros(max(0, frames - len(samples))), np.zeros(99)]
    )
    side = half_filter().astype(float)
    half = np.convolve(x, np.concatenate([side[::-1], side]))[HALF_TAPS - 1 :][: len(x)]
    doubled = np.stack([x, np.concatenate([half[1:], [0.0]])], axis=1).reshape(-1)
    n = np.arange(frames)
    u, k = (n % hop + 1) / hop, n // hop
    weights = np.stack([(1 - u) ** 2, 1 + 2 * u - 2 * u * u, u * u]) / 2
    ramp = np.sin(0.5 * np.pi * np.arange(hop) / hop) ** 2
    out = np.zeros((frames + len(response(bank, xyz[0], 0)), 2))
    for ear in range(2):
        # Before the first hop's end, a voice has always been where it joined.
        points = np.concatenate([[delay[0, ear]] * 2, delay[1:, ear]])
        loud = np.concatenate([[level[0]] * 2, level[1:]])
        path = sum(weights[i] * points[k + i] for i in range(3))
        fade = sum(weights[i] * loud[k + i] for i in range(3))
        heard = fade * between(doubled, 2.0 * (pad + n - path))
        filters = [response(bank, p, ear) for p in xyz]
        for h in range(hops):
            block = heard[h * hop : (h + 1) * hop]
            wet = np.convolve(block * (1 - ramp), filters[h])
            wet += np.convolve(block * ramp, filters[h + 1])
            out[h * hop :][: len(wet), ear] += wet[: len(out) - h * hop]
    return out[:frames]


def between(doubled, at):
    """A line's values at points between those of the doubled rate."""
    fine, whole = fine_filter().astype(float), np.floor(at).astype(int)
    away, total = at - whole - 0.5, np.zeros(len(at))
    for t in range(FINE_TAPS // 2):
        after, before = doubled[whole + 1 + t], doubled[whole - t]
        total += (fine[0, t] + away**2 * fine[2, t]) * (after + before)
        total += away * (fine[1, t] + away**2 * fine[3, t]) * (after - before)
    return total


def response(bank, place, ear):
    """A place's impulse response in double precision, of as many hops as it takes."""
    found = bank.read(np.asarray(place)[None], 1e9).parts[0, ear]
    pieces = np.fft.irfft(bank.spectra(found[None])[0].astype(complex))
    hop = pieces.shape[-1] // 2
    out = np.zeros((len(pieces) + 1) * hop)
    for index, piece in enumerate(pieces):
        out[index * hop : (index + 2) * hop] += piece
    return out
