"""Files to orders, one after another: knows what each kind of file holds, and renders nothing.

However long a file is, one line of it is in memory; of all orders only the ids are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ttmba_live.batch._order import Order, Refused
from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable, did_you_mean
from ttmba_live.scene import checked_id, checked_seed, is_line, read_text

MAX_LINE = 1 << 22
"""Bytes of one line of a JSONL file."""

_ENDINGS = (".json", ".jsonl", ".txt")

_FIELDS: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "prompt": (str,),
    "scene": (dict, list),
    "seed": (int,),
    "room": (str,),
    "head": (str,),
}


def files_of(sources: Sequence[Path]) -> list[Path]:
    """The files that sources mean: themselves, and what lies in the folders among them, sorted.

    Raises `Unavailable` for what is not there, `InvalidInput` for a file of another kind.
    """
    files: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(path for path in source.iterdir() if path.suffix.lower() in _ENDINGS)
            if not inside:
                raise InvalidInput(f"{source} holds none of {', '.join(_ENDINGS)}")
            files += inside
        elif not source.is_file():
            raise Unavailable(f"cannot read {source}: no such file or folder")
        elif source.suffix.lower() not in _ENDINGS:
            raise InvalidInput(f"{source} must end in {', '.join(_ENDINGS)} or be a folder")
        else:
            files.append(source)
    return files


def orders_of(files: Sequence[Path]) -> Iterator[Order | Refused]:
    """What files ask for, in their order; an id that was used before is refused."""
    return once_each(one for path in files for one in _of_file(path))


def once_each(orders: Iterable[Order | Refused]) -> Iterator[Order | Refused]:
    """The same, but for orders whose id was used before; those are refused.

    Ids that differ in capitals alone are one: some file systems know no difference.
    """
    seen: set[str] = set()
    for one in orders:
        name = one.id.casefold()
        if isinstance(one, Order) and name in seen:
            yield Refused(one.id, one.where, f"the id {one.id!r} was used before")
        else:
            seen.add(name)
            yield one


def _of_file(path: Path) -> Iterator[Order | Refused]:
    readers = {".json": _scene_file, ".jsonl": _json_lines, ".txt": _text_file}
    stem = re.sub(r"[^\w.-]+", "_", path.stem)[:48].strip("._") or "scene"
    try:
        yield from readers[path.suffix.lower()](path, stem)
    except (TtmbaError, OSError) as error:
        yield Refused(stem, str(path), f"cannot be read: {error}")


def _scene_file(path: Path, stem: str) -> Iterator[Order | Refused]:
    yield Order(stem, str(path), scene=read_text(path), folder=str(path.resolve().parent))


def _text_file(path: Path, stem: str) -> Iterator[Order | Refused]:
    """Event lines are one scene together; of anything else each line is a scene's words."""
    lines = read_text(path).splitlines()
    meant = [(n, line.strip()) for n, line in enumerate(lines, 1) if line.strip()]
    meant = [(n, line) for n, line in meant if not line.startswith("#")]
    if meant and is_line(meant[0][1]):
        yield Order(stem, str(path), text="\n".join(line for _, line in meant))
        return
    for number, line in meant:
        yield Order(_numbered(stem, number), f"{path}, line {number}", text=line)


def _json_lines(path: Path, stem: str) -> Iterator[Order | Refused]:
    folder = path.resolve().parent
    for number, line in _lines(path):
        where, name = f"{path}, line {number}", _numbered(stem, number)
        if line is None:
            yield Refused(name, where, f"the line is longer than {MAX_LINE >> 20} MiB")
            continue
        if not line.strip():
            continue
        try:
            yield _order(_object(line), name, where, folder)
        except InvalidInput as error:
            yield Refused(name, where, str(error))


def _lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers; None for one that is too long."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            whole = line.endswith(b"\n") or len(line) < MAX_LINE
            while not whole:
                rest = file.readline(MAX_LINE)
                whole, line = len(rest) < MAX_LINE or rest.endswith(b"\n"), b""
            yield number, line or None


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidInput("the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"the line is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise InvalidInput('a line is an object with "prompt" or "scene"')
    for key, value in data.items():
        if key not in _FIELDS:
            raise InvalidInput(f"unknown field {key!r}{did_you_mean(key, _FIELDS)}")
        if not isinstance(value, _FIELDS[key]) or isinstance(value, bool):
            raise InvalidInput(f"field {key!r} has the wrong type: {str(value)[:40]!r}")
    if ("prompt" in data) == ("scene" in data):
        raise InvalidInput('a line has either "prompt" or "scene"')
    return data


def _order(data: dict[str, Any], name: str, where: str, folder: Path) -> Order:
    name = checked_id(data.get("id", name))
    if name.startswith(".") or name.endswith("."):
        raise InvalidInput(f"the id {name!r} must not begin or end with a dot: it names a folder")
    scene = data.get("scene")
    if isinstance(scene, list):
        scene = {"version": 1, "events": scene}
    seed = data.get("seed")
    return Order(
        name,
        where,
        text=data.get("prompt", ""),
        scene="" if scene is None else json.dumps(scene, ensure_ascii=False),
        folder="" if scene is None else str(folder),
        seed=None if seed is None else checked_seed(seed),
        room=_near(folder, data.get("room", "")),
        head=_near(folder, data.get("head", "")),
    )


def _near(folder: Path, word: str) -> str:
    """The whole path of a file in the folder, or the word as it is if it names none."""
    try:
        path = (folder / word).resolve()
        return str(path) if word and path.is_file() else word
    except (OSError, ValueError):
        return word


def _numbered(stem: str, number: int) -> str:
    return f"{stem}_{number:06d}"
