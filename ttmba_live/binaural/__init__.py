"""Mono frames and places to two ears. Alternatives (`sphere`) are chosen by `app`."""

from ttmba_live.binaural._diffuse import everywhere
from ttmba_live.binaural._lengths import lengths
from ttmba_live.binaural._lines import LONGEST, Reader, Strides, lines
from ttmba_live.binaural._renderer import (
    Flags,
    Floats,
    Images,
    Renderer,
    RoomRenderer,
    Rows,
    stride,
)
from ttmba_live.binaural._whole import Way, WholeRenderer

__all__ = [
    "LONGEST",
    "Flags",
    "Floats",
    "Images",
    "Reader",
    "Renderer",
    "RoomRenderer",
    "Rows",
    "Strides",
    "Way",
    "WholeRenderer",
    "everywhere",
    "lengths",
    "lines",
    "stride",
]
