"""The network's responses on a lattice of directions and distances: what a stream reads from.

Knows lattices and files; knows no network and no stream. A response is kept without the delay of
its ear, which is kept beside it: interpolated together they would comb. Both are what remains
when the laws of distance are taken out, so that few distances are enough.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import whole_file
from ttmba_live.binaural.stream._lattice import directions, vertices
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import MIN_DISTANCE

FORMAT = "ttmba-field-1"
"""Names the entry that describes the arrays; another number would mean others."""

SHELLS = ((28, 0.01), (28, 0.25), (16, 0.5), (16, 0.75), (16, 1.0))
"""Steps of the lattice, and nearness: `MIN_DISTANCE` divided by the distance. From 20 m to 0.2 m.

Responses bend least where they are far away, and most sources are there."""


@dataclass(frozen=True, eq=False)
class Field:
    """Responses at 48 kHz in rows, shell by shell, far ones first."""

    responses: NDArray[np.float16]
    """(N, 2, taps): impulse responses times distance to the power ``falloff``, ``lead`` late."""
    delays: NDArray[np.float32]
    """(N, 2) frames: what the way to each ear takes beyond the distance to the head's centre."""
    lead: int
    """Frames before a response's time zero."""
    falloff: float
    """Amplitude falls as distance to this power."""
    shells: tuple[tuple[int, float], ...] = SHELLS

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        rows = sum(4 * steps * steps + 2 for steps, _ in self.shells)
        if self.responses.shape[:2] != (rows, 2) or self.delays.shape != (rows, 2):
            raise InvalidInput(f"a field of {self.shells} has {rows} rows for two ears")
        if not (np.isfinite(self.responses).all() and np.isfinite(self.delays).all()):
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
        first = 0
        for index, (steps, _) in enumerate(self.shells):
            size = 2 * steps + 1
            tables[index, :, :size, :size] = vertices(steps) + first
            first += 4 * steps * steps + 2
        return tables


def places(shells: tuple[tuple[int, float], ...] = SHELLS) -> NDArray[np.float64]:
    """Where a field's rows are: (N, 3) metres, front, left, up."""
    return np.concatenate([directions(steps) * (MIN_DISTANCE / near) for steps, near in shells])


def save_field(path: Path, field: Field) -> None:
    """Write a field, whole or not at all."""
    head = {
        "lead": field.lead,
        "falloff": field.falloff,
        "shells": [list(shell) for shell in field.shells],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part, part.open("wb") as file:
        arrays: Any = {FORMAT: json.dumps(head)}
        np.savez(file, responses=field.responses, delays=field.delays, **arrays)


def load_field(path: Path) -> Field:
    """Read a field.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it is no field, or a damaged one.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            head = json.loads(str(file[FORMAT]))
            shells = tuple((int(steps), float(near)) for steps, near in head["shells"])
            lead, falloff = int(head["lead"]), float(head["falloff"])
            return Field(file["responses"], file["delays"], lead, falloff, shells)
    except FileNotFoundError as error:
        raise Unavailable(f"cannot read {path}: no such file") from error
    except Exception as error:  # another version lacks entries; a torn one raises anything
        raise InvalidInput(f"{path} is no field, or a damaged one") from error
