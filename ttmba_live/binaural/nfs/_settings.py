"""What a checkpoint says about itself: sizes, frame, units. Knows no torch and no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ttmba_live.errors import InvalidInput

Frame = Literal["rig", "head"]
"""``rig``: the published capture rig's, y right; ``head``: this project's, y left."""


@dataclass(frozen=True)
class Settings:
    """The numbers that the weights' shapes do not tell.

    Attributes:
        channels: curves per ear, C.
        width: positions along the encoding, D; a multiple of 4.
        window: frame length of the whole-signal form, K samples; even.
        rate: samples per second.
        frame: how pose rows are meant.
        shift_ms: least and greatest learned shift.
        falloff: magnitude is divided by the delay to this power.
        floor_ms: delays below this count as this in that division.
        head_radius: metres; used by the ``head`` frame alone.
        training: what the weights were trained on.
        licence: under what terms they may be used.
    """

    channels: int
    width: int
    window: int
    rate: int = 48_000
    frame: Frame = "rig"
    shift_ms: tuple[float, float] = (-1.0, 50.0)
    falloff: float = 2.0
    floor_ms: float = 1.0
    head_radius: float = 0.0875
    training: str = "unknown"
    licence: str = "unknown"

    def __post_init__(self) -> None:
        """Refuse numbers that no network can be made of."""
        for name in ("channels", "width", "window", "rate"):
            if type(getattr(self, name)) is not int:
                raise InvalidInput(f"{name} must be a whole number, not {getattr(self, name)!r}")
        if not (2 <= self.channels <= 1024 and 4 <= self.width <= 1024 and self.width % 4 == 0):
            raise InvalidInput(
                f"{self.channels} channels by {self.width} positions is no NFS network"
            )
        if not 16 <= self.window <= 192_000 or self.window % 2:
            raise InvalidInput(f"a window of {self.window} samples is no NFS window")
        if not 8_000 <= self.rate <= 192_000:
            raise InvalidInput(f"a rate of {self.rate} Hz is no NFS rate")
        if self.frame not in get_args(Frame):
            raise InvalidInput(f"the pose frame must be rig or head, not {self.frame!r}")
        low, high = self.shift_ms
        if not -1000.0 <= low < high <= 1000.0 or not self.floor_ms > 0.0:
            raise InvalidInput("the checkpoint's shift range is empty or not finite")
        if not 0.01 <= self.head_radius <= 0.2 or not 0.0 <= self.falloff <= 4.0:
            raise InvalidInput("the checkpoint's head radius or falloff is out of range")

    @property
    def hop(self) -> int:
        """Half a window, in samples."""
        return self.window // 2

    @property
    def bins(self) -> int:
        """Frequencies of a frame's spectrum, F = K/2 + 1."""
        return self.window // 2 + 1
