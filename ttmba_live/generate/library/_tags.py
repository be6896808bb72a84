"""What a sound file says of itself: its length and the words in its tags.

Reads no samples but those that may be no numbers.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from ttmba_live.errors import InvalidInput

_MOST = 2000
"""Characters that are taken of a file's tags."""

_FLOATS = frozenset(("FLOAT", "DOUBLE"))
"""How samples are written that may be no numbers."""

_BLOCK = 1 << 16
_LONGEST = 1e6
"""Seconds from which a heading is not believed."""

_TAGS = ("title", "comment", "album", "genre")


@dataclass(frozen=True, slots=True)
class Tags:
    """Length in seconds, the words of the tags, and the licence if one is named."""

    seconds: float
    words: str
    licence: str


def read_tags(path: Path) -> Tags:
    """Read a file's heading, and its samples if they are floats.

    Raises `InvalidInput`, which says why the file is of no use.
    """
    try:
        path.open("rb").close()
        with soundfile.SoundFile(path) as file:
            seconds = file.frames / file.samplerate
            tags = file.copy_metadata()
            finite = file.subtype not in _FLOATS or _is_finite(file)
    except OSError as error:
        raise InvalidInput(error.strerror or str(error)) from error
    except (soundfile.SoundFileError, ZeroDivisionError) as error:
        raise InvalidInput("not a readable sound file") from error
    if not 0.0 < seconds < _LONGEST:
        raise InvalidInput("holds no sound" if not seconds else f"claims {seconds:.3g} seconds")
    if not finite:
        raise InvalidInput("holds NaN or infinite samples")
    words = [tags.get(name, "") for name in _TAGS]
    licence = tags.get("license", "") or tags.get("copyright", "")
    if path.suffix.lower() in {".wav", ".bwf"}:
        words += _broadcast(path)
    return Tags(seconds, " ".join(words)[:_MOST], licence[:200])


def _is_finite(file: soundfile.SoundFile) -> bool:
    """Whether all samples are numbers, as they are read when they are to sound."""
    return all(np.isfinite(block).all() for block in file.blocks(_BLOCK, dtype="float32"))


def _broadcast(path: Path) -> list[str]:
    """Descriptions in the chunks ``bext`` and ``iXML``, and keywords in INFO."""
    from wavinfo import WavInfoReader

    found: list[str] = []
    # Headings come from strangers: whatever is wrong in one, the file's name still describes it.
    with contextlib.suppress(Exception):
        info = WavInfoReader(str(path))
        if info.bext is not None:
            found.append(info.bext.description)
        if info.info is not None:
            found += [info.info.keywords or "", info.info.subject or ""]
        if info.ixml is not None:
            tags = ("NOTE", "DESCRIPTION", "FXNAME", "KEYWORDS", "CATEGORY", "SUBCATEGORY")
            root = info.ixml.source
            found += [node.text or "" for tag in tags for node in root.iter(tag)]
    return [text for text in found if text]
