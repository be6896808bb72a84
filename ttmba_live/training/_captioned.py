"""A folder of one's own sounds, and what each sounds like. Knows files; knows no model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ttmba_live.errors import InvalidInput, Unavailable
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
    """The captions in a file, or in the folder's own and in texts beside its sounds.

    ``clip.txt`` beside ``clip.wav`` holds that one's; a table's go before. Raises `Unavailable` or
    `InvalidInput`.
    """
    if given is not None:
        return read_captions(Path(given))
    table = next((folder / name for name in USUAL if (folder / name).is_file()), None)
    found = {**_texts(folder), **(read_captions(table) if table else {})}
    if not found:
        raise InvalidInput(
            f"{folder} has none of {', '.join(USUAL)}, nor texts beside sounds; --captions FILE "
            "names another"
        )
    return found


def _sounds(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def _texts(folder: Path) -> dict[str, str]:
    """What texts beside sounds say, by the sounds' places in the folder."""
    found = {}
    for path in _sounds(folder):
        text = path.with_suffix(".txt")
        if not text.is_file():
            continue
        try:
            caption = " ".join(text.read_text(encoding="utf-8-sig").split())
        except OSError as error:
            raise Unavailable(f"cannot read {text}: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise InvalidInput(f"{text} is not in UTF-8") from error
        if caption:
            found[_place(folder, path)] = caption
    return found


def _place(folder: Path, path: Path) -> str:
    """Of a sound; no table calls one so."""
    return f"./{path.relative_to(folder).as_posix()}"


def read_captioned(folder: Path, captions: Captions) -> list[Captioned]:
    """Every sound in a folder, and below it, that has a caption, in order of their names.

    Raises `InvalidInput` if there is none.
    """
    paths, found = _sounds(folder), []
    for path in paths:
        names = path.stem, path.name, _place(folder, path)
        caption = next((captions[name] for name in names if captions.get(name)), None)
        if caption:
            found.append(Captioned(path, caption))
    if not found:
        raise InvalidInput(f"{folder} holds {len(paths)} sounds, and no caption fits one's name")
    return found
