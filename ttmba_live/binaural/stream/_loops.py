"""The compiled loops that a stream runs, all of them. Knows no state."""

from __future__ import annotations

from ttmba_live.binaural.stream._buses import filtered
from ttmba_live.binaural.stream._compiled import is_cached
from ttmba_live.binaural.stream._echoing import follow_echoes
from ttmba_live.binaural.stream._following import follow
from ttmba_live.binaural.stream._locating import locate
from ttmba_live.binaural.stream._products import WIDE, added
from ttmba_live.binaural.stream._reading import read, take
from ttmba_live.binaural.stream._turning import far


def compiled() -> bool:
    """Whether a stream can start at once, with the very code that all programs share.

    Code compiled here and now may differ from what the cache will hold in how sums are grouped:
    by the last bit. ``python -m ttmba_live.binaural.compile`` fills the cache.
    """
    loops = (far, locate, follow, follow_echoes, take, read, filtered)
    return all(is_cached(loop) for loop in loops) and (not WIDE or is_cached(added))
