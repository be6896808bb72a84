"""The forms of a listening test: what is asked of each version, and on what scale. Knows no files.

MOS forms are the paper's: marks of 1 to 5. MUSHRA's (ITU-R BS.1534) is a rating of 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask."""

    question: str
    least: int
    most: int
    words: tuple[str, ...]
    """Along the scale, from worst to best."""
    needs: frozenset[str] = frozenset()
    """What it makes no sense without: "references", "captions"."""
    hidden: bool = False
    """Whether the reference is among the versions too."""


_QUALITY = ("bad", "poor", "fair", "good", "excellent")

FORMS = {
    "mushra": Form("How good is it?", 0, 100, _QUALITY, hidden=True),
    "mos-q": Form("How good does it sound?", 1, 5, _QUALITY),
    "mos-f": Form("How well does it fit the words?", 1, 5, _QUALITY, frozenset({"captions"})),
    "mos-p": Form(
        "How near is its place to that of the reference? Judge the place alone.", 1, 5,
        ("elsewhere", "far off", "somewhat off", "nearly there", "the same place"),
        frozenset({"references"}),
    ),
}  # fmt: skip
"""By name; the first is taken where none is named."""
