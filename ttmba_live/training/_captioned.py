"""A folder of one's own sounds, and what each sounds like. Knows files; knows no model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.captions import Captions, read_captions

SUFFIXES = frozenset({".wav", ".flac", ".mp3", ".ogg", ".aif", ".aiff"})

USUAL = ("captions.csv", "captions.jsonl", "metadata.csv", "metadata.jsonl")
"""What the file of captions may be called where none is named."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """One sound."""

    path: Path
    caption: str


def captions_of(folder: Path, given: str | None) -> Captions:
    """The captions in a file, or in the folder's own; raises `Unavailable` or `InvalidInput`."""
    if given is not None:
        return read_captions(Path(given))
    found = [folder / name for name in USUAL if (folder / name).is_file()]
    if not found:
        raise InvalidInput(
            f"{folder} has none of {', '.join(USUAL)}; --captions FILE names another"
        )
    return read_captions(found[0])


def read_captioned(folder: Path, captions: Captions) -> list[Captioned]:
    """Every sound in a folder, and below it, that has a caption, in order of their names.

    Raises `InvalidInput` if there is none.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    found = []
    for path in paths:
        caption = captions.get(path.stem) or captions.get(path.name)
        if caption:
            found.append(Captioned(path, caption))
    if not found:
        raise InvalidInput(f"{folder} holds {len(paths)} sounds, and no caption fits one's name")
    return found
