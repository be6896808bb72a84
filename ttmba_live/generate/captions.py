"""What each clip should sound like: a CSV or JSONL file of names and captions. Knows no sound.

Two layouts of CSV: a column of names (``name``, ``file``, ``file_name``, ``filename``) and one of
captions (``caption``), and AudioCaps' own (``audiocap_id,youtube_id,start_time,caption``), where a
clip may be called by its ``audiocap_id``, its ``youtube_id``, ``Y`` before that, or ``_`` and the
start behind it. JSONL has the first layout's names as keys, or ``text`` for the caption, an object
a line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ttmba_live.errors import InvalidInput, Unavailable

NAMES = ("name", "file", "file_name", "filename")
TUBE = "youtube_id"

Captions = Mapping[str, str]
"""A clip's name, without its ending, to its first caption; AudioCaps' test set has five."""


def read_table(path: Path) -> list[list[str]]:
    """The rows of a CSV file in UTF-8; raises `Unavailable` or `InvalidInput`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path} is not a CSV file in UTF-8: {error}") from error


def read_captions(path: Path) -> Captions:
    """Read a file that ends in ``.jsonl`` as such, any other as CSV of either layout.

    Raises:
        Unavailable: if the file cannot be read.
        InvalidInput: for other columns, a row of another length, or no caption at all.
    """
    if path.suffix.lower() == ".jsonl":
        return _read_lines(path)
    rows = read_table(path)
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    known = TUBE if TUBE in heads else next((name for name in NAMES if name in heads), None)
    if known is None or "caption" not in heads:
        raise InvalidInput(f"{path} must have the columns name and caption, or AudioCaps' own")
    captions: dict[str, str] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heads):
            raise InvalidInput(
                f"{path}, row {number}: {len(row)} fields, expected {len(heads)}; what holds "
                'commas stands in "quotes"'
            )
        fields = {head: cell.strip() for head, cell in zip(heads, row, strict=True)}
        for name in _names(fields, known):
            captions.setdefault(name, fields["caption"])
    if not any(captions.values()):
        raise InvalidInput(f"{path} holds no captions")
    return {name: caption for name, caption in captions.items() if caption}


def _read_lines(path: Path) -> Captions:
    """One JSON object a line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not in UTF-8") from error
    captions: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            name = next(str(entry[key]) for key in NAMES if key in entry)
            caption = str(entry["caption"] if "caption" in entry else entry["text"]).strip()
        except (ValueError, TypeError, KeyError, StopIteration):
            raise InvalidInput(
                f'{path}, line {number}: expected {{"file_name": ..., "caption": ...}}'
            ) from None
        captions.setdefault(_stem(name), caption)
    if not any(captions.values()):
        raise InvalidInput(f"{path} holds no captions")
    return {name: caption for name, caption in captions.items() if caption}


def _stem(name: str) -> str:
    """Without folders and the ending of a sound file."""
    ending = Path(name).suffix.lower()
    return Path(name).stem if ending in {".wav", ".flac", ".mp3", ".ogg"} else Path(name).name


def _names(fields: Mapping[str, str], known: str) -> Iterator[str]:
    if known != TUBE:
        yield _stem(fields[known])
        return
    tube = fields[TUBE]
    yield tube
    yield f"Y{tube}"
    if start := fields.get("start_time"):
        yield f"{tube}_{start}"
        yield f"Y{tube}_{start}"
    if number := fields.get("audiocap_id"):
        yield number
