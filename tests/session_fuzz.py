"""Session folders that are broken or mean harm, the same for the same seed; for the trust tests."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 1e308, -1e308, float("nan"), float("inf"), 10**30, 2**63, "", "x",
    "../../outside/secret.wav", "/etc/passwd", "a" * 5000, "\0", "\ud800", "nan", "clips",
    [], {}, [[]], {"a": 1}, [1] * 50, [["x"] * 4], [[1e308] * 4], [[0, 1e300, 0, 0]], {"id": "x"},
)  # fmt: skip

WORDS = ("zz", "clip", "event", "f", "end", "start", "stop", "head", "silence", "live", "gone")


def damaged(folder: Path, outside: Path, seed: int) -> None:
    """Do one or two things to a finished session; links may lead to ``outside``."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 2)):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        damage = chance.choice((_values, _values, _values, _bytes, _bytes, _other_kind))
        damage(chance, folder, chance.choice(files), outside)


def _values(chance: random.Random, folder: Path, _: Path, __: Path) -> None:
    """Another value, or one more or less, somewhere in the scene or in a timeline's line."""
    path = folder / chance.choice(("session.json", "timeline.jsonl", "timeline.jsonl"))
    if not path.is_file() or path.is_symlink():
        return
    text = path.read_text("utf-8", errors="replace")
    lines = text.splitlines() if path.suffix == ".jsonl" else [text]
    at = chance.randrange(max(1, len(lines)))
    try:
        lines[at] = json.dumps(_changed(chance, json.loads(lines[at])))
    except (ValueError, IndexError):
        return  # broken by what was done before
    if chance.random() < 0.2:
        chance.shuffle(lines)
    path.write_text("\n".join(lines) + "\n")


def _changed(chance: random.Random, data: Any) -> Any:
    *way, last = chance.choice(list(_places(data))) or ("",)
    value = chance.choice(VALUES)
    if last == "":
        return value
    inner = data
    for key in way:
        inner = inner[key]
    inner[last] = value
    if chance.random() < 0.2:
        del inner[last]
    elif isinstance(inner, dict) and chance.random() < 0.2:
        inner[chance.choice(WORDS)] = value
    return data


def _places(data: Any) -> Iterator[tuple[Any, ...]]:
    yield ()
    if isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from ((key, *rest) for rest in _places(value))


def _bytes(chance: random.Random, _: Path, path: Path, __: Path) -> None:
    """Cut a file short, or put other bytes into it, most of them into its heading."""
    if path.is_symlink():
        return
    data = bytearray(path.read_bytes())
    if chance.random() < 0.3:
        del data[chance.randrange(len(data) + 1) :]
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(min(len(data), chance.choice((44, 800, 10**9))) + 1)
        some = chance.choice((b"\xff" * 4, b"\0" * 4, chance.randbytes(chance.randint(0, 8))))
        data[at : at + chance.randint(0, 8)] = some
    path.write_bytes(bytes(data))


def _other_kind(chance: random.Random, folder: Path, path: Path, outside: Path) -> None:
    """A folder, a pipe, a link or nothing in the place of a file or a folder."""
    names = (".ttmba_live.lock", ".ttmba_live.owner", "stems", "clips", "manifest.tsv")
    path = chance.choice((path, folder / chance.choice(names)))
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    targets = (outside, outside / "secret.wav", outside / "new", path, Path("/dev/zero"))
    kind = chance.choice(("none", "folder", "pipe", "link", "link"))
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(chance.choice(targets))
