"""What each clip should sound like: a CSV file of names and captions. Knows no sound.

Two layouts: a column of names (``name``, ``file``, ``file_name``, ``filename``) and ``caption``,
and AudioCaps' own (``audiocap_id,youtube_id,start_time,caption``), where a clip may be called by
its ``audiocap_id``, its ``youtube_id``, ``Y`` before that, or ``_`` and the start behind it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from ttmba_live.errors import InvalidInput, Unavailable

NAMES = ("name", "file", "file_name", "filename")
TUBE = "youtube_id"

Captions = Mapping[str, str]
"""A clip's name, without its ending, to its first caption; AudioCaps' test set has five."""


def read_captions(path: Path) -> Captions:
    """Read either layout.

    Raises:
        Unavailable: if the file cannot be read.
        InvalidInput: for other columns, a row of another length, or no caption at all.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path} is not a CSV file in UTF-8: {error}") from error
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


def _names(fields: Mapping[str, str], known: str) -> Iterator[str]:
    if known != TUBE:
        name = fields[known]
        ending = Path(name).suffix.lower()
        yield Path(name).stem if ending in {".wav", ".flac", ".mp3", ".ogg"} else Path(name).name
        return
    tube = fields[TUBE]
    yield tube
    yield f"Y{tube}"
    if start := fields.get("start_time"):
        yield f"{tube}_{start}"
        yield f"Y{tube}_{start}"
    if number := fields.get("audiocap_id"):
        yield number
