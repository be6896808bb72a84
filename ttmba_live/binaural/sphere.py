"""A binaural renderer without weights: a rigid sphere for a head. Knows no network and no files.

Per ear the shortest path around the sphere gives delay (so interaural time and Doppler) and
level; a one-pole, one-zero filter gives the head's shadow (C. P. Brown and R. O. Duda, "A
structural model for binaural sound synthesis", IEEE Trans. SAP 6(5), 1998). There is no pinna:
front and back, above and below sound alike. It is the fall-back and the tests' fake.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._lines import LINE, LONGEST, TAPS, Reader, lines
from ttmba_live.binaural._renderer import Flags, Floats, Images, Rows
from ttmba_live.binaural._sphere_rooms import Field, Walls
from ttmba_live.geometry import MIN_DISTANCE, SPEED_OF_SOUND
from ttmba_live.room import Mirrors

HEAD_RADIUS = 0.0875
"""Metres; the sphere's."""

_ALPHA_MIN, _THETA_MIN = 0.1, math.radians(150.0)
_SHADOW_HZ = SPEED_OF_SOUND / (math.pi * HEAD_RADIUS)


@dataclass(slots=True)
class SphereState:
    """One row a voice: dry sound so far, and where it came from."""

    line: Samples  # see `ttmba_live.binaural._lines`
    # Per ear, what the last two hops were given: the older, the newer.
    delay: Floats  # (voices, 2, 2) frames
    gain: Floats  # (voices, 2, 2) linear: distance, and the voice's own
    alpha: Floats  # (voices, 2, 2) high-frequency gain of the shadow filter
    shadow: Floats  # (voices, 2, 1) the one-pole's memory
    now: int  # frames so far


class Sphere:
    """The renderer; see `ttmba_live.binaural.Renderer`. No latency beyond the path's own."""

    latency = 0
    rooms = True
    channels = feeds = 2
    foresees = math.inf

    def __init__(self, hop: int = 256) -> None:
        """Fix the hop, which must divide the delay line's length."""
        if hop < 16 or LINE % hop:
            raise ValueError(f"hop must be a power of two from 16 to {LINE}, not {hop}")
        self.hop = hop
        self._reader = Reader(hop)
        pole = math.exp(-2.0 * math.pi * _SHADOW_HZ / RATE)
        self._low = (np.array([1.0 - pole]), np.array([1.0, -pole]))
        self._field = Field(_ears, _SHADOW_HZ, hop)  # now: a hop has no time for it

    def start(self, voices: int) -> SphereState:
        """State for that many voices."""
        pair = np.zeros((voices, 2, 2))
        return SphereState(
            lines(voices), pair, pair.copy(), pair.copy(), np.zeros((voices, 2, 1)), 0
        )

    def join(self, state: SphereState, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice at ``xyz`` (3,), that loud, silent so far."""
        delay, level, alpha = _ears(xyz[None])
        state.line[row] = 0.0
        state.delay[row], state.alpha[row] = delay[0][:, None], alpha[0][:, None]
        state.gain[row] = level[0][:, None] * gain
        state.shadow[row] = 0.0

    def tail(self, distance: float) -> int:
        """Frames from the last dry sample to silence."""
        path = distance + math.pi * HEAD_RADIUS
        return min(LINE, math.ceil(path / SPEED_OF_SOUND * RATE) + TAPS) + self.hop

    def step(
        self,
        state: SphereState,
        rows: Rows,
        dry: Samples,
        xyz: Floats,
        gain: Floats,
        *,
        stems: bool,
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop; see `ttmba_live.binaural.Renderer.step`."""
        self._reader.write(state.line, state.now, rows, dry)
        state.now += self.hop
        if not len(rows):
            return np.zeros((self.hop, 2), np.float32), np.zeros((0, self.hop, 2), np.float32)
        delay, level, alpha = _ears(xyz)
        level *= gain[:, None]
        ears = self._heard(state, rows, rows, state, (delay, level, alpha))
        mix = ears.sum(axis=0).T.astype(np.float32)
        return mix, ears.transpose(0, 2, 1).astype(np.float32) if stems else None

    def walls(self, state: SphereState, mirrors: Mirrors) -> Walls:
        """See `ttmba_live.binaural.RoomRenderer.walls`."""
        return Walls.of(mirrors, len(state.line))

    def air(self, state: SphereState, *, heard: bool) -> None:
        """See `ttmba_live.binaural.RoomRenderer.air`; this head leaves it out."""

    def reflect(
        self, state: SphereState, walls: Walls, rows: Rows, images: Images, *, ahead: bool,
        each: bool = False,
    ) -> tuple[Samples, Samples | None]:  # fmt: skip
        """See `ttmba_live.binaural.RoomRenderer.reflect`; nothing is told ahead."""
        del ahead
        wet = np.zeros((self.hop, 2), np.float32)
        own = np.zeros((len(rows), self.hop, 2), np.float32) if each else None
        some, count = rows[images.heard], len(walls.level)
        walls.strides.known[rows[~images.heard]] = False
        if not len(some) or not count:
            return wet, own
        these = images.only(images.heard)
        places, fresh = walls.strides.follow(some, these, self.hop)
        points = walls.ears(_ears, places, these.gain[:, None] * these.share)
        flat = (some[:, None] * count + np.arange(count)).reshape(-1)
        new = np.repeat(fresh, count)
        walls.begin(flat[new], (points[0][new], points[1][new], points[2][new]))
        ears = self._heard(state, np.repeat(some, count), flat, walls, points)
        if own is not None:
            own[images.heard] = ears.reshape(-1, count, 2, self.hop).sum(axis=1).swapaxes(1, 2)
        return ears.sum(axis=0).T.astype(np.float32), own

    def send(
        self, state: SphereState, walls: Walls, rows: Rows, gain: Floats, delay: float, fresh: Flags
    ) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.send`."""
        later = np.minimum(state.delay[rows, :, 1] + delay, LONGEST)
        late = np.repeat(gain[:, None], 2, axis=1)
        begun = fresh | ~walls.fed[rows]
        walls.fed[rows] = True
        walls.sent_delay[rows[begun]] = later[begun][:, :, None]
        walls.sent_gain[rows[begun]] = late[begun][:, :, None]
        path = self._reader.path(walls.sent_delay, rows, later)
        heard = self._delayed(state, rows, path) * self._reader.path(walls.sent_gain, rows, late)
        return heard.astype(np.float32)

    def start_diffuse(self, state: SphereState) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.start_diffuse`."""
        del state
        return self._field.start()

    def diffuse(self, state: SphereState, around: Samples, field: Samples) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.diffuse`."""
        del state
        return self._field.step(around, field)

    def _heard(
        self,
        state: SphereState,
        which: Rows,
        paths: Rows,
        points: SphereState | Walls,
        new: tuple[Floats, Floats, Floats],
    ) -> Floats:
        """Lines (N,) as both ears hear them (N, 2, hop), along paths (N,) to new points."""
        delay, level, alpha = new
        ears = self._delayed(state, which, self._reader.path(points.delay, paths, delay))
        low, points.shadow[paths] = signal.lfilter(
            *self._low, ears, axis=2, zi=points.shadow[paths]
        )
        bright = self._reader.path(points.alpha, paths, alpha)
        whole: Floats = (low + bright * (ears - low)) * self._reader.path(points.gain, paths, level)
        return whole

    def _delayed(self, state: SphereState, rows: Rows, delay: Floats) -> Samples:
        return self._reader.delayed(state.line, state.now - self.hop, rows, delay)


def _ears(xyz: Floats) -> tuple[Floats, Floats, Floats]:
    """Delay in frames, level and shadow, each (V, 2) left-right, for places (V, 3).

    Sources inside `MIN_DISTANCE` sound from there; delay and level follow the path around the
    sphere, so they join smoothly where the ear loses sight of the source.
    """
    near = np.linalg.norm(xyz, axis=1)
    distance = np.maximum(near, MIN_DISTANCE)
    side = np.divide(xyz[:, 1], near, out=np.zeros_like(near), where=near > 1e-9)
    cosine = np.clip(np.stack([side, -side], axis=1), -1.0, 1.0)
    angle = np.arccos(cosine)
    d = distance[:, None]
    straight = np.sqrt(d * d + HEAD_RADIUS**2 - 2.0 * d * HEAD_RADIUS * cosine)
    horizon = np.arccos(HEAD_RADIUS / d)
    around = np.sqrt(d * d - HEAD_RADIUS**2) + HEAD_RADIUS * (angle - horizon)
    path = np.where(angle <= horizon, straight, around)
    delay = np.minimum(path * (RATE / SPEED_OF_SOUND), LONGEST)
    bend = np.cos(np.minimum(angle / _THETA_MIN, 1.2) * math.pi)
    alpha = (1.0 + _ALPHA_MIN / 2.0) + (1.0 - _ALPHA_MIN / 2.0) * bend
    return delay, 1.0 / path, alpha
