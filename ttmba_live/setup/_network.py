"""The network of a checkpoint, loaded once. Knows nothing of how it is used."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ttmba_live.binaural.nfs import NFS


@cache
def network(checkpoint: Path | None = None) -> NFS:
    """The network of a checkpoint, or the one that ships; loads torch."""
    from ttmba_live.binaural.nfs import load_checkpoint, one_thread

    one_thread()
    return load_checkpoint(checkpoint)
