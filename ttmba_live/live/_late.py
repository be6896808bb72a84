"""What is said of a device that has gaps of its own. Knows no device."""

from __future__ import annotations

_FIRST = 3
"""Underflows that are told: one or two come with the opening of some devices."""


class Lateness:
    """Tells of underflows when they are ten times as many as those that were told."""

    def __init__(self) -> None:
        self._next = _FIRST

    def told(self, name: str, underflows: int) -> str:
        """What there is to say of so many underflows of a device; empty if nothing."""
        if underflows < self._next:
            return ""
        self._next = 10 * underflows
        return (
            f"sound device {name!r} was late {underflows} times, which is heard as gaps; [audio] "
            'latency = "high" or a larger block leaves it more time'
        )
