"""File names by the Universal Category System: ``CatID_FXName_CreatorID_SourceID``.

Source: universalcategorysystem.com, version 8.2.1. Knows no file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def categories() -> dict[str, str]:
    """The words of each CatID, by the CatID in lower case: "doorwood" is "doors wood"."""
    text = files("ttmba_live.generate.library").joinpath("data/ucs.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    category = ""
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "CATEGORY":
            category = rest
        elif word != "#":
            found[word.lower()] = f"{category} {rest}".removesuffix(" misc")
    return found


def described(stem: str) -> str:
    """What a file name says: of one by the system its category and name, of others all of it.

    Who made it and for which library say nothing of the sound, so they are left out. A user
    category or a vendor's, after a hyphen in the first two blocks, stays.
    """
    head, *blocks = stem.split("_")
    words = categories().get(head.partition("-")[0].lower())
    if words is None or not blocks:
        return stem
    return " ".join([words, head.partition("-")[2], blocks[0]])
