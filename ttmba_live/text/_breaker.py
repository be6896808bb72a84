"""Who is asked: a server that failed twice in a row is let alone until it is well again.

A circuit breaker, as M. T. Nygard describes it in "Release It!". Knows no server and no clock.
"""

from __future__ import annotations

import threading

_FAILURES = 2
"""In a row, after which a server is no longer asked."""


class Breaker:
    """Counts failures; any thread may tell it of them."""

    def __init__(self) -> None:
        """Trust the server."""
        self._lock = threading.Lock()
        self._failures = 0
        self._recovered = False
        self.open = False
        """Whether the server is let alone."""

    def failed(self) -> bool:
        """It failed; whether it is let alone from now on."""
        with self._lock:
            self._failures += 1
            opens = self._failures >= _FAILURES and not self.open
            self.open = self.open or opens
            return opens

    def worked(self) -> None:
        """It answered."""
        with self._lock:
            self._failures = 0
            self._recovered = self._recovered or self.open
            self.open = False

    def recovered(self) -> bool:
        """Whether it is well again after it was let alone; said once."""
        with self._lock:
            said, self._recovered = self._recovered, False
            return said
