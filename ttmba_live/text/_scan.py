"""A text from which phrases are taken one by one, each leaving blanks. Knows no phrase itself."""

from __future__ import annotations

import re


class Scan:
    """What is left of a text; positions stay what they were in the whole."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a phrase and blank it out."""
        found = pattern.search(self.text)
        if found is not None:
            self._blank(found)
        return found

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Find all of them, from left to right, and blank them out."""
        found = list(pattern.finditer(self.text))
        for match in found:
            self._blank(match)
        return found

    def _blank(self, match: re.Match[str]) -> None:
        start, end = match.span()
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]
