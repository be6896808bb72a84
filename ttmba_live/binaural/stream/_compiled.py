"""How loops are compiled, and where that is kept. The one door to numba; knows no stream.

Letters: R rows of state, V voices of this hop, H hop, P partitions, F bins, C parts of a response,
K those of a basis, N field rows.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs
from numpy.typing import NDArray

Call = TypeVar("Call", bound=Callable[..., Any])
Array = NDArray[Any]

_PRODUCTS = "scipy.linalg.cython_blas"


def _load_without_products() -> None:
    """Load numba's arithmetic of arrays while it finds no library for products of matrices.

    No loop has one, and looking for it loads ``scipy.linalg``: 0.3 s of every start, and 19 MB. It
    is looked for once; the first import of a loop is early enough that nobody else does so now.
    """
    if _PRODUCTS not in sys.modules:
        sys.modules[_PRODUCTS] = None  # type: ignore[assignment]  # "there is none"
        try:
            importlib.import_module("numba.np.arraymath")
        finally:
            del sys.modules[_PRODUCTS]


def _kept() -> bool:
    """Whether compiled code can be kept; the user's cache folder unless numba was told another.

    Beside the sources, where numba would put it, an installed package often cannot be written.
    Each state of the sources has a folder of its own: numba looks at one file for each function,
    and would not see that what it calls has changed.
    """
    sources = sorted(Path(__file__).parent.glob("*.py"))
    state = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    told: Any = numba.config
    folder = Path(told.CACHE_DIR or platformdirs.user_cache_path("ttmba_live") / "compiled" / state)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            told.CACHE_DIR = os.fspath(folder)
    except OSError:
        return False
    return True


_load_without_products()
KEPT = _kept()
"""Whether what is compiled now is there at the next start."""


def compiled(function: Call) -> Call:
    """Keeps the interpreter's lock: each loop is done in a fraction of a millisecond.

    Letting go of it for so short a time hands it to whoever waits, and getting it back takes longer
    than most loops: beside a thread that is always at work a hop of 64 voices took twice as long.
    Between loops others have their turn; reading and products go by some hundreds of voices.

    Sums may be taken in another order, which is what lets eight be taken at once; NaN and
    infinity stay what they are.
    """
    free = {"reassoc", "contract", "nsz"}
    return cast("Call", numba.njit(cache=KEPT, fastmath=free)(function))


def inlined(function: Call) -> Call:
    """A part of one loop, compiled within it: as fast, and sooner there than what is linked in.

    Constants of its module are variables there, so what is faster for knowing them stays apart.
    """
    return cast("Call", numba.njit(inline="always")(function))


def is_cached(function: Any) -> bool:
    """Whether a compiled function is on the disk already, as numba's own cache has it."""
    try:
        return Path(function._cache._cache_file._index_path).is_file()  # noqa: SLF001
    except AttributeError:  # another numba keeps it elsewhere: compile here, then
        return True
