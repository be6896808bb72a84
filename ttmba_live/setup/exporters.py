"""The table of exporters: what a session folder says to other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.daw import (
    MANIFEST,
    Session,
    write_dawproject,
    write_labels,
    write_manifest,
    write_rpp,
)
from ttmba_live.setup._table import Entry, Table


@dataclass(frozen=True, slots=True)
class Exporter:
    """Writes one file about a session whose sound files stand in its folder already."""

    file: str
    """Its name in the folder."""
    write: Callable[[Path, Session, str], list[str] | None]
    """Takes the file's path, the session and the name of its run; gives what is to be told, if
    anything. Raises `Unavailable`."""


def _entry(name: str, about: str, exporter: Exporter) -> Entry[[], Exporter]:
    return Entry(name, about, "", lambda: exporter, lambda: exporter.file, auto=False)


RPP, DAWPROJECT, LABELS = "session.rpp", "session.dawproject", "labels.txt"

EXPORTERS = Table(
    "exporter",
    _entry(
        "manifest",
        "every clip and stem, a line each, for scripts",
        Exporter(
            MANIFEST,
            lambda path, session, run: write_manifest(path.parent, session, run, path.name),
        ),
    ),
    _entry(
        "labels",
        "where each cue begins, as a label track for Audacity",
        Exporter(LABELS, lambda path, session, _: write_labels(path, session.markers)),
    ),
    _entry(
        "reaper",
        "a REAPER project",
        Exporter(RPP, lambda path, session, _: write_rpp(path, session)),
    ),
    _entry(
        "dawproject",
        "a DAWproject for Bitwig, Studio One and Cubase",
        Exporter(
            DAWPROJECT,
            lambda path, session, _: write_dawproject(path, session, path.parent),
        ),
    ),
)
"""All of them write into every session folder, in this order."""
