"""File names by the Universal Category System: ``CatID_FXName_CreatorID_SourceID``.

Source: universalcategorysystem.com, version 8.2.1. Knows no file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def categories() -> dict[str, str]:
    """The words of each CatID as the list spells it: "DOORWood" is "doors wood"."""
    text = files("ttmba_live.generate.library").joinpath("data/ucs.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    category = ""
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "CATEGORY":
            category = rest
        elif word != "#":
            found[word] = f"{category} {rest}".removesuffix(" misc")
    return found


def described(stem: str) -> str:
    """What a file name says: of one by the system its category and name, of others all of it.

    Who made it and for which library say nothing of the sound, so they are left out. A user
    category or a vendor's, after a hyphen in the first two blocks, stays. A name by the system
    spells its CatID as the list does; RAIN and its like are plain words too, so there the next
    block must look like a name.
    """
    head, *blocks = stem.split("_")
    catid, _, user = head.partition("-")
    words = categories().get(catid)
    if words is None or not blocks or (catid.isupper() and not _is_title(blocks[0])):
        return stem
    return " ".join([words, user, blocks[0]])


def _is_title(block: str) -> bool:
    """Whether a block is written as names of sounds are: "Heavy On Roof", not "on" or "ON"."""
    return block[:1].isupper() and not block.isupper()
