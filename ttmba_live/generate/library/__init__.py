"""One's own sounds, found by words: an index of folders, and the generator `Library`."""

from ttmba_live.generate.library._library import (
    THRESHOLD,
    Library,
    LibrarySetup,
    default_index,
)
from ttmba_live.generate.library._meaning import LIKE, Meanings, understand, weights_in
from ttmba_live.generate.library._package import CLAP
from ttmba_live.generate.library._search import Found, search
from ttmba_live.generate.library._store import Added, Entry, Store

__all__ = [
    "CLAP",
    "LIKE",
    "THRESHOLD",
    "Added",
    "Entry",
    "Found",
    "Library",
    "LibrarySetup",
    "Meanings",
    "Store",
    "default_index",
    "search",
    "understand",
    "weights_in",
]
