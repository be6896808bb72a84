"""A head in few numbers: a basis of responses, and how much of each a place takes.

Knows lattices and files; knows no network, no measured head and no stream. A response is kept
without the delay of its ear, which is kept beside it: interpolated together they would comb. Both
are what remains when the laws of distance are taken out, so that few distances are enough.
`from_responses` makes a field of any head.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import whole_file
from ttmba_live.binaural.stream._lattice import across, directions, vertices
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import MIN_DISTANCE

FORMAT = "ttmba-field-3"
"""Names the entry that describes the arrays; another number would mean others."""

Shells = tuple[tuple[int, float], ...]
"""Steps of each shell's lattice, even, and its nearness, `MIN_DISTANCE` divided by the distance,
which grows from shell to shell."""

SHELLS: Shells = (
    (40, 0.01), (40, 0.12), (40, 0.25), (20, 0.5), (20, 0.75), (20, 1.0),
)  # fmt: skip
"""From 20 m to 0.2 m. Responses bend least where they are far away, and most sources are there."""

DELAY_STEP = 1.0 / 1024.0
"""Frames of the last digit of a delay in a file."""


@dataclass(frozen=True, eq=False)
class Field:
    """Responses at 48 kHz in N rows, shell by shell, far ones first; see `places`.

    Row n's response at an ear is ``gains[n, ear] @ basis``.
    """

    basis: NDArray[np.float32]
    """(K, taps) impulse responses, ``lead`` late, for both ears."""
    gains: NDArray[np.int16]
    """(N, 2, K): what makes a row's response times distance to the power ``falloff``."""
    delays: NDArray[np.float32]
    """(N, 2) frames: what the way to each ear takes beyond the distance to the head's centre."""
    lead: int
    """Frames before a response's time zero."""
    falloff: float
    """Amplitude falls as distance to this power."""
    shells: Shells = SHELLS

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        check_shells(self.shells)
        rows, size = row_count(self.shells), len(self.basis)
        if self.gains.shape != (rows, 2, size) or self.delays.shape != (rows, 2):
            raise InvalidInput(f"a field of {self.shells} has {rows} rows for two ears")
        if not (np.isfinite(self.basis).all() and np.isfinite(self.delays).all()):
            raise InvalidInput("the field holds NaN or infinite numbers")

    @property
    def nearness(self) -> NDArray[np.float64]:
        """(S,) of each shell."""
        return np.array([near for _, near in self.shells])

    @property
    def steps(self) -> NDArray[np.int64]:
        """(S,) of each shell's lattice."""
        return np.array([steps for steps, _ in self.shells])

    def vertices(self) -> NDArray[np.int32]:
        """Rows of every shell's lattice points: (S, 2, 2 n + 1, 2 n + 1), n the most steps."""
        most = max(steps for steps, _ in self.shells)
        tables = np.zeros((len(self.shells), 2, 2 * most + 1, 2 * most + 1), np.int32)
        for index, first in enumerate(first_rows(self.shells)):
            steps = self.shells[index][0]
            size = 2 * steps + 1
            # What lies outside the octahedron is asked for with no weight; any row will do.
            tables[index, :, :size, :size] = np.maximum(vertices(steps), 0) + first
        return tables


def check_shells(shells: Shells) -> None:
    """Raise `InvalidInput` unless a stream can go from shell to shell."""
    nearness = [near for _, near in shells]
    even = all(steps >= 2 and steps % 2 == 0 for steps, _ in shells)
    if len(shells) < 2 or not even or nearness != sorted(set(nearness)) or not nearness[0] > 0.0:
        raise InvalidInput(f"shells need even steps and growing nearness, unlike {shells}")


def row_count(shells: Shells) -> int:
    """Rows of that many shells."""
    return sum(4 * steps * steps + 2 for steps, _ in shells)


def first_rows(shells: Shells) -> list[int]:
    """The row at which each shell begins."""
    return [row_count(shells[:shell]) for shell in range(len(shells))]


def places(shells: Shells = SHELLS) -> NDArray[np.float64]:
    """Where a field's rows are: (N, 3) metres, front, left, up."""
    return np.concatenate([directions(steps) * (MIN_DISTANCE / near) for steps, near in shells])


def mirrored(shells: Shells = SHELLS) -> NDArray[np.intp]:
    """(N,) the row that stands on the other side of the head, left and right exchanged."""
    firsts = zip(shells, first_rows(shells), strict=True)
    rows = [across(steps) + first for (steps, _), first in firsts]
    return np.concatenate(rows)


def save_field(path: Path, field: Field, source: str = "") -> None:
    """Write a field, whole or not at all; ``source`` says what it was made of.

    Of a head whose sides mirror each other one side is written.
    """
    other = mirrored(field.shells)
    equal = np.array_equal(field.gains[:, 1], field.gains[other, 0])
    late = np.rint(field.delays / DELAY_STEP).astype(np.int16)
    equal = equal and np.array_equal(late[:, 1], late[other, 0])
    ears = slice(0, 1) if equal else slice(0, 2)
    head = {
        "lead": field.lead,
        "falloff": field.falloff,
        "shells": [list(shell) for shell in field.shells],
        "source": source,
    }
    named: Any = {FORMAT: json.dumps(head)}
    # Neighbouring places' gains of one component resemble each other, which packs better.
    gains = np.ascontiguousarray(field.gains[:, ears].transpose(1, 2, 0))
    arrays = {"basis": field.basis, "gains": gains, "delays": late[:, ears]}
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part, part.open("wb") as file:
        np.savez_compressed(file, **arrays, **named)


def field_source(path: Path) -> str:
    """What a field's file says it was made of; see `load_field` for what is raised."""
    load_field(path)
    with np.load(path, allow_pickle=False) as file:
        return str(json.loads(str(file[FORMAT])).get("source", ""))


def load_field(path: Path) -> Field:
    """Read a field.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it is no field, or a damaged one.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else error.strerror or error
        raise Unavailable(f"cannot read {path}: {why}") from error
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            head = json.loads(str(file[FORMAT]))
            shells = tuple((int(steps), float(near)) for steps, near in head["shells"])
            gains = np.ascontiguousarray(file["gains"].transpose(2, 0, 1))
            late = file["delays"].astype(np.float32) * np.float32(DELAY_STEP)
            if gains.shape[1] == 1:
                other = mirrored(shells)
                gains = np.concatenate([gains, gains[other]], axis=1)
                late = np.concatenate([late, late[other]], axis=1)
            lead, falloff = int(head["lead"]), float(head["falloff"])
            return Field(file["basis"], gains, late, lead, falloff, shells)
    except Exception as error:  # another version lacks entries; a torn one raises anything
        raise InvalidInput(f"{path} is no field, or a damaged one") from error
