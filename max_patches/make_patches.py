"""Writes the Max package's patches, and the pictures of them.

    python max_patches/make_patches.py              the patches
    python max_patches/make_patches.py --pictures   docs/max/*.png too (Node and Chromium)

Needs py2max. Max itself is not needed.
"""  # noqa: INP001

from __future__ import annotations

import argparse
import json
from pathlib import Path

from builder import head, live, pad, pages, picture, source
from builder.canvas import Canvas

FOLDER = Path(__file__).parent
VERSION = "0.1.0"
INFO = {
    "name": "ttmba_live",
    "displayname": "ttmba_live",
    "version": VERSION,
    "author": "the ttmba_live authors",
    "description": "Say a sound into a place: text cues become moving binaural sound.",
    "tags": ["spatial audio", "binaural", "OSC", "text to audio"],
    "extensible": 0,
    "homepatcher": "ttmba_live.maxpat",
    "max_version_min": "8.5",
    "max_version_max": "none",
}


def patches() -> dict[str, Canvas]:
    """Every patch of the package by its path in it."""
    made = {
        "patchers/ttmba.live.maxpat": live.live(),
        "patchers/ttmba.source.maxpat": source.source(),
        "patchers/ttmba.pad.maxpat": pad.pad(),
        "patchers/ttmba.head.maxpat": head.head(),
        "patchers/ttmba_live.maxpat": pages.starter(),
        "examples/ttmba.orbit.maxpat": pages.orbit(),
        "examples/ttmba.score.maxpat": pages.score(),
    }
    for name in pages.HELPS:
        made[f"help/{name}.maxhelp"] = pages.help_page(name)
    return made


def files() -> dict[str, str]:
    """Every file that is made, by its path in the package."""
    texts = {path: canvas.as_json() for path, canvas in patches().items()}
    texts["package-info.json"] = json.dumps(INFO, indent=1) + "\n"
    return texts


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", action="store_true", help="make docs/max/*.png too")
    wanted = parser.parse_args()
    for path, text in files().items():
        target = FOLDER / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    if wanted.pictures:
        picture.draw_all(FOLDER, FOLDER.parent / "docs" / "max")


if __name__ == "__main__":
    main()
