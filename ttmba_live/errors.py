"""The errors a user may meet, each one line that says what was wrong and what was expected.

Knows nothing else of the package. The command line prints these without a traceback and exits
with their ``status``; the daemon answers them with ``/ttmba/error``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_TELLING = "key|token|secret|password|passwd|pwd|signature|sig|auth"

_TOLD, _LISTED = 3, 40
"""Faults of a file that one line names, and that lines do."""


class TtmbaError(Exception):
    """Anything the user can mend; its text is one line."""

    status = 2
    """The command line's exit status."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The text, for who has room for several lines."""
        return (str(self),)


class InvalidInput(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """What was given cannot be understood or lies outside what is possible."""


class Faults(InvalidInput):
    """Several things that are wrong with one file, each a line; the text has the first of them."""

    def __str__(self) -> str:
        """One line, of the first."""
        return "; ".join(self._first(_TOLD))

    @property
    def lines(self) -> tuple[str, ...]:
        """A line for each, as far as anybody reads on."""
        return self._first(_LISTED)

    def _first(self, most: int) -> tuple[str, ...]:
        more = len(self.args) - most
        return (*self.args[:most], f"and {more} more") if more > 0 else self.args


class Unavailable(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """Something outside is missing or busy: a device, a port, a file, a library."""


class GenerationFailed(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """A clip could not be made; the event stays in the session."""


class Incomplete(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """What was to be written is there, but not all of it; the text says what lacks."""

    status = 1


def discreet(text: str) -> str:
    """The text without the passwords and keys that its addresses hold.

    >>> discreet("at http://me:secret@host/v1?key=abc&n=1")
    'at http://***@host/v1?key=***&n=1'
    """
    text = re.sub(r"(?<=://)[^/\s@'\"]+@", "***@", text)
    return re.sub(rf"(?i)([?&;](?:[\w-]*(?:{_TELLING}))=)[^&;\s'\"]+", r"\1***", text)


def one_line(error: BaseException) -> str:
    """What went wrong, in one line; its kind too where it is none of ours.

    >>> one_line(ValueError("no  number"))
    'ValueError: no number'
    """
    text = " ".join(str(error).split())
    if isinstance(error, TtmbaError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest of ``known``, or an empty string.

    >>> did_you_mean("azimut", ["azimuth", "elevation"])
    "; did you mean 'azimuth'?"
    """
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
