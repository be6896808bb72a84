"""What a room costs beside its sources, part by part, under a clock. Prints nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.bench._streamed import WARM, places
from ttmba_live.binaural import Images, stride
from ttmba_live.binaural.room import Network
from ttmba_live.binaural.stream import Stream
from ttmba_live.room import Room, acoustics, images, mirrors


@dataclass(frozen=True, slots=True)
class RoomCost:
    """Processor time of each part divided by the sound's, and of a whole hop on the wall."""

    room: str
    sources: int
    reflections: int
    direct: float
    reflected: float
    late: float
    p99_ms: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.direct + self.reflected + self.late


def roomed(stream: Stream, room: Room, sources: int, hops: int) -> RoomCost:
    """Let that many moving sources sound in a room, each with all its reflections."""
    hop, found = stream.hop, acoustics(room)
    walls = mirrors(found, room.order)
    state, rows, gain = stream.start(sources), np.arange(sources), np.full(sources, 0.05)
    held, network, here = stream.walls(state, walls), Network.of(found), np.zeros(3)
    stream.air(state, heard=True)
    around = stream.start_diffuse(state)
    dry = np.random.default_rng(2).standard_normal((sources, hop)).astype(np.float32)
    for row, xyz in enumerate(places(sources, 0.0, moving=False)):
        stream.join(state, row, xyz, 0.05)
    seen = images(found, walls, places(sources, 0.0, moving=False), here)
    spent, wall = np.zeros(3), []
    for count in range(hops + WARM):
        xyz, phase = places(sources, count * hop / RATE, moving=True), (rows + count) % stride(hop)
        begun, marks = time.perf_counter(), [time.thread_time()]
        stream.step(state, rows, dry, xyz, gain, stems=False)
        marks.append(time.thread_time())
        due = phase == 0
        seen[due] = images(found, walls, xyz[due], here)
        fresh, all_of = np.full(sources, count == 0), np.ones(sources, np.bool_)
        many = Images(seen, np.ones(seen.shape[:2]), gain, phase, fresh, all_of)
        stream.reflect(state, held, rows, many, ahead=True)
        sent = stream.send(state, held, rows, gain, 0.0, fresh).sum(axis=0)
        marks.append(time.thread_time())
        stream.diffuse(state, around, network.step(sent))
        marks.append(time.thread_time())
        if count >= WARM:
            spent += np.diff(marks)
            wall.append(time.perf_counter() - begun)
    direct, reflected, late = spent / (hops * hop / RATE)
    p99 = 1000.0 * float(np.percentile(wall, 99))
    return RoomCost(room.preset, sources, len(walls), direct, reflected, late, p99)
