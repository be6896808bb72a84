"""The manifest's lines of stems, each passed on once, whichever process says it. Knows no process.

Processes render one run, so each says the same lines in the same order: from the run's beginning,
or from where another one wrote down last how far it was.
"""

from __future__ import annotations

from collections.abc import Callable


class StemRows:
    """Those of one run. Lines are known again by their hashes, those after the last mark alone."""

    def __init__(self, add: Callable[[str], None]) -> None:
        """``add`` gets each line once."""
        self._add = add
        self._known: set[int] = set()
        self._said = self._kept = self._passed = 0

    def begin(self, *, anew: bool) -> None:
        """Another process says them: from the run's beginning, or from the last mark."""
        self._said = 0 if anew else self._kept

    def row(self, line: str) -> None:
        """A process has said a line."""
        self._said += 1
        if self._said > self._passed and hash(line) not in self._known:
            self._known.add(hash(line))
            self._add(line)

    def keep(self) -> None:
        """A mark: the process has written down how far it is."""
        self._kept = self._said
        if self._said >= self._passed:
            self._passed = self._said
            self._known.clear()
