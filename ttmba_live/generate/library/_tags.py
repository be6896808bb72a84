"""What a sound file says of itself: its length and the words in its tags. Reads no samples."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import soundfile

_MOST = 2000
"""Characters that are taken of a file's tags."""

_TAGS = ("title", "comment", "album", "genre")


@dataclass(frozen=True, slots=True)
class Tags:
    """Length in seconds, the words of the tags, and the licence if one is named."""

    seconds: float
    words: str
    licence: str


def read_tags(path: Path) -> Tags | None:
    """Read a file's heading; None if it is no sound file that can be read."""
    try:
        with soundfile.SoundFile(path) as file:
            seconds = file.frames / file.samplerate
            tags = file.copy_metadata()
    except (OSError, soundfile.SoundFileError, ZeroDivisionError):
        return None
    if not 0.0 < seconds < 1e6:
        return None
    words = [tags.get(name, "") for name in _TAGS]
    licence = tags.get("license", "") or tags.get("copyright", "")
    if path.suffix.lower() in {".wav", ".bwf"}:
        words += _broadcast(path)
    return Tags(seconds, " ".join(words)[:_MOST], licence[:200])


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
