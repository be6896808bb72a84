"""One sound or clip to files: ``binauralize``, ``generate``, a walk around a head. No scenes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ttmba_live.audio import (
    RATE,
    Clip,
    Samples,
    bounded,
    level_note,
    read_clip,
    sound_format,
    write_sound,
)
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.offline._inputs import spare
from ttmba_live.offline._scenes import HOP, generator_of, streamed_by
from ttmba_live.offline._whole_signal import limited, render_place
from ttmba_live.room import NO_ROOM, Room
from ttmba_live.scene import Event, near_note
from ttmba_live.session import bounce, limiter_notes, scene_entries
from ttmba_live.setup import Settings, choose, spec_of
from ttmba_live.setup.rooms import room_of
from ttmba_live.setup.whole import WHOLES


def binauralize(
    samples: Samples,
    where: Position | Trajectory,
    *,
    renderer: str = "auto",
    checkpoint: Path | None = None,
    head: str = "",
    room: Room = NO_ROOM,
) -> Samples:
    """Place one mono clip (frames,) at 48 kHz; returns (frames, 2), tail included."""
    wet, _ = placed(samples, where, renderer=renderer, checkpoint=checkpoint, head=head, room=room)
    return wet


def placed(
    samples: Samples,
    where: Position | Trajectory,
    *,
    renderer: str,
    checkpoint: Path | None,
    head: str,
    room: Room,
) -> tuple[Samples, float]:
    """What `binauralize` gives, and the most that the limiter held it down, in dB."""
    samples = bounded(samples)
    streamed = streamed_by(renderer, head, checkpoint, room=room)
    if streamed is None:
        whole = WHOLES.pick(renderer, checkpoint)[0]
        return limited(render_place(whole, samples, where))
    still = isinstance(where, Position)
    event = Event.checked(
        "file",
        max(len(samples) / RATE, 1.0 / RATE),
        where if isinstance(where, Position) else where.positions[0],
        id="file",
        trajectory=None if still else where,
    )
    clips = {"file": Clip(np.ascontiguousarray(samples))}
    entries, end = scene_entries([event], clips, room)
    bounced = bounce(choose.renderer(streamed, HOP)[0], entries, end)
    return bounced.mix.samples(), bounced.held_db


def binauralize_file(
    source: Path,
    output: Path,
    where: Position | Trajectory,
    *,
    renderer: str,
    checkpoint: Path | None,
    head: str = "",
    room: str = "",
) -> list[str]:
    """One sound file to two ears; returns what is to be told."""
    sound_format(output)
    spare([source, Path(room)], output)
    clip, notes = read_clip(source)
    wet, held_db = placed(
        clip.samples,
        where,
        renderer=renderer,
        checkpoint=checkpoint,
        head=head,
        room=room_of(room),
    )
    write_sound(output, wet)
    told = [f"{source}: {note}" for note in (*notes, level_note(clip.samples)) if note]
    if near := near_note(where):
        told.append(near)
    return told + limiter_notes(held_db, stems=False)


_WALK = [
    (0.0, 0.0, 0.0, 1.5), (1.0, 0.0, 0.0, 1.5), (2.5, 90.0, 0.0, 1.5), (4.0, 180.0, 0.0, 1.5),
    (5.5, -90.0, 0.0, 1.5), (7.0, 0.0, 0.0, 1.5), (9.0, 0.0, 90.0, 1.5), (11.0, 180.0, 0.0, 1.5),
    (12.5, 90.0, 0.0, 1.5), (14.5, 90.0, 0.0, 0.3),
]  # fmt: skip
"""Seconds and places: once around to the left, over the head to the back, close to the left ear."""


def walk_around(output: Path, head: str) -> None:
    """Let a head be heard: bursts of pink noise on a walk around it, to a file.

    ``head`` is a SOFA file, or empty for the head that ships; every head gets the same noise.
    """
    sound_format(output)
    bursts = np.arange(round(15.5 * RATE)) % (RATE // 4) < RATE // 6
    edges = np.convolve(bursts, np.hanning(480) / np.hanning(480).sum(), mode="same")
    noise = np.fft.rfft(np.random.default_rng(0).standard_normal(len(edges)))
    noise[1:] /= np.sqrt(np.arange(1, len(noise)))
    pink = np.fft.irfft(noise, len(edges)) * edges
    dry = (0.1 * pink / pink.std()).astype(np.float32)
    path = Trajectory.checked(_WALK)
    # The shipped head streams too: the same renderer, so that heads alone differ.
    write_sound(output, binauralize(dry, path, renderer="auto" if head else "live", head=head))


MAX_TAKES = 1000


def generate_files(
    event: Event, output: Path, *, takes: int, generator: str, settings: Settings
) -> Iterator[str]:
    """One clip to a file, or several, each with the next seed; gives what is to be told.

    Takes go to files beside ``output`` that have its name, their number and their seed.
    """
    sound_format(output)
    if not 1 <= takes <= MAX_TAKES:
        raise InvalidInput(f"--takes must lie in 1..{MAX_TAKES}, not {takes}")
    maker, choice = generator_of(generator, settings)
    first = spec_of(event)
    for number in range(1, takes + 1):
        spec = replace(first, seed=first.seed + number - 1)
        made = maker.generate(spec)
        path = output if takes == 1 else _take(output, number, takes, spec.seed)
        write_sound(path, made.clip.samples)
        if number == 1:
            yield f"generator {choice.name}: {choice.why}"
        where = [] if takes == 1 else [str(path)]
        told = [*where, *([made.note] if made.note else [])]
        if told:
            yield ": ".join(told)


def _take(output: Path, number: int, takes: int, seed: int) -> Path:
    """The file of a take, such as rain_2_seed_4712.wav."""
    digits = len(str(takes))
    return output.with_name(f"{output.stem}_{number:0{digits}d}_seed_{seed}{output.suffix}")
