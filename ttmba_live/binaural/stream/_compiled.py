"""How loops are compiled, and what they are given. The one door to numba; knows no stream.

Letters: R rows of state, V voices of this hop, H hop, P partitions, K padded bins, N field rows.
Complex numbers stand as two planes, real and imaginary, so that the processor takes eight at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from numba import njit
from numpy.typing import NDArray

Call = TypeVar("Call", bound=Callable[..., Any])
Array = NDArray[Any]

CORNERS = 6
"""Field rows that a place is read from: three of the lattice's, on two shells."""


def compiled(function: Call) -> Call:
    """Without the interpreter's lock, so that control thread and device callback go on.

    Sums may be taken in another order, which is what lets eight be taken at once; NaN and
    infinity stay what they are.
    """
    free = {"reassoc", "contract", "nsz"}
    return cast("Call", njit(cache=True, nogil=True, fastmath=free)(function))


def is_cached(function: Any) -> bool:
    """Whether a compiled function is on the disk already, as numba's own cache has it."""
    try:
        return Path(function._cache._cache_file._index_path).is_file()  # noqa: SLF001
    except AttributeError:  # another numba keeps it elsewhere: compile here, then
        return True


class Place(NamedTuple):
    """Where a field is read, for V voices."""

    corners: Array  # (V, CORNERS) rows
    weights: Array  # (V, CORNERS)
    delay: Array  # (V, 2) frames from the source to each ear
    level: Array  # (V,) by the law of distance


class Table(NamedTuple):
    """A field's spectra, as whole numbers times a scale."""

    spectra: Array  # (N, 2, P, 2, K)
    scale: Array  # (N, 2, P)
