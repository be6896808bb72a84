"""Names that arrive over the network and become file names. Knows no folder and opens no file."""

from __future__ import annotations

from ttmba_live.errors import InvalidInput

MAX_NAME = 100
"""Characters of a name."""

_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = (
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"com{n}" for n in "0123456789¹²³"}
    | {f"lpt{n}" for n in "0123456789¹²³"}
)


def checked_name(name: str) -> str:
    """A name that is one plain file or folder name on every system, or `InvalidInput`.

    >>> checked_name("evening take 2")
    'evening take 2'
    """
    problem = _problem(name)
    if problem:
        raise InvalidInput(f"a name here is a plain name, not a path; {name[:60]!r} {problem}")
    return name


def _problem(name: str) -> str:
    if not 1 <= len(name) <= MAX_NAME or len(name.encode("utf-8", "replace")) > 2 * MAX_NAME:
        return f"is not 1..{MAX_NAME} characters long"
    bad = sorted(_FORBIDDEN.intersection(name))
    if bad:
        return f"holds {bad[0]!r}"
    if not name.isprintable():
        return "holds an unprintable character"
    if name[0] in ". " or name[-1] in ". ":
        return "begins or ends with a dot or a space"
    if name.partition(".")[0].rstrip().casefold() in _RESERVED:
        return "is reserved by Windows"
    return ""
