"""Whether the wanted head can play at once, or something stands in while it is prepared.

Knows where prepared heads are kept and how their sources begin; prepares nothing.
"""

from __future__ import annotations

from pathlib import Path

from ttmba_live.errors import Unavailable
from ttmba_live.setup._field import NFS_BAKER, NIIRF_BAKER, field_path, is_compiled
from ttmba_live.setup.heads import is_prepared

_LONGEST = 9
"""Bytes that tell a kind of file."""


def must_wait(head: Path | None, checkpoint: Path | None, *, niirf: bool = False) -> bool:
    """Whether a head, or else a checkpoint's, is still to be prepared, or loops are.

    A file that is plainly something else need not be waited for: what is wrong with it is found
    at once. Raises `Unavailable` if one cannot be read.
    """
    if head is not None:
        if not is_prepared(head):
            return _begins(head).startswith(b"\x89HDF\r\n\x1a\n")
    elif checkpoint is not None:
        baker = NIIRF_BAKER if niirf else NFS_BAKER
        if not field_path(checkpoint, baker).is_file():
            return _may_be_weights(_begins(checkpoint))
    return not is_compiled()


def _may_be_weights(begin: bytes) -> bool:
    """As PyTorch has them, in a ZIP file or a pickle, or as safetensors."""
    return begin.startswith((b"PK", b"\x80")) or begin[8:9] == b"{"


def _begins(file: Path) -> bytes:
    try:
        with file.open("rb") as raw:
            return raw.read(_LONGEST)
    except OSError as error:
        raise Unavailable(f"cannot read {file}: {error.strerror or error}") from error
