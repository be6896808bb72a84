"""Writes ReaPack's index.xml from the header of ttmba_live.lua. Knows ReaPack's format only.

    python reaper_scripts/make_index.py [URL]

URL is where the files of this folder can be fetched from; it stands in the index.
"""  # noqa: INP001

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

FOLDER = Path(__file__).parent
PACKAGE = "ttmba_live.lua"
URL = "https://example.org/ttmba_live/raw/main/reaper_scripts"
RELEASED = {"0.1.0": "2026-11-23T00:00:00Z"}


def header(text: str) -> dict[str, str]:
    """The tags of a script's first comment; lines that belong to one are joined by line ends."""
    tags: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        found = re.match(r"-- @(\w+) ?(.*)", line)
        if found:
            name = found[1]
            tags[name] = found[2]
        elif name:
            tags[name] = f"{tags[name]}\n{line[2:].strip()}".strip()
    return tags


def provided(tags: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The files of the package, and what each is: an action of its own, a part, an effect."""
    kinds = {"main": {"main": "main"}, "nomain": {}, "effect": {"type": "effect"}}
    rows = [re.fullmatch(r"\[(\w+)\] (.+)", line) for line in tags["provides"].splitlines()]
    return [(PACKAGE if row[2] == "." else row[2], dict(kinds[row[1]])) for row in rows if row]


def index(url: str = URL) -> bytes:
    """The whole index.xml."""
    tags = header((FOLDER / PACKAGE).read_text(encoding="utf-8"))
    root = ET.Element("index", {"version": "1", "name": "ttmba_live"})
    category = ET.SubElement(root, "category", {"name": "ttmba_live"})
    about = {"name": PACKAGE, "type": "script", "desc": tags["description"]}
    package = ET.SubElement(category, "reapack", about)
    release = {"name": tags["version"], "author": tags["author"], "time": RELEASED[tags["version"]]}
    version = ET.SubElement(package, "version", release)
    ET.SubElement(version, "changelog").text = tags["changelog"]
    for file, words in provided(tags):
        if file != PACKAGE:
            words["file"] = file
        text = (FOLDER / file).read_bytes().replace(b"\r\n", b"\n")  # as the repository has it
        words["hash"] = "1220" + hashlib.sha256(text).hexdigest()
        ET.SubElement(version, "source", words).text = f"{url}/{quote(file)}"
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


if __name__ == "__main__":
    (FOLDER / "index.xml").write_bytes(index(*sys.argv[1:2]))
