"""The table of loudspeaker layouts that have names; a file may say another one."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.panning import Layout, read_layout
from ttmba_live.setup._table import Entry, Table


def _entry(
    name: str, about: str, *rows: tuple[str, float, float] | tuple[str]
) -> Entry[[], Layout]:
    layout = Layout.of(*rows)
    return Entry(name, about, "", lambda: layout, lambda: about, auto=False)


LAYOUTS = Table(
    "loudspeaker layout",
    _entry("stereo", "L R at 30 degrees", ("L", 30, 0), ("R", -30, 0)),
    _entry(
        "5.1", "L R C LFE Ls Rs (ITU-R BS.2051 0+5+0)",
        ("L", 30, 0), ("R", -30, 0), ("C", 0, 0), ("LFE",), ("Ls", 110, 0), ("Rs", -110, 0),
    ),
    _entry(
        "7.1.4", "L R C LFE Lss Rss Lrs Rrs Ltf Rtf Ltr Rtr (ITU-R BS.2051 4+7+0)",
        ("L", 30, 0), ("R", -30, 0), ("C", 0, 0), ("LFE",), ("Lss", 90, 0), ("Rss", -90, 0),
        ("Lrs", 135, 0), ("Rrs", -135, 0), ("Ltf", 45, 30), ("Rtf", -45, 30), ("Ltr", 135, 30),
        ("Rtr", -135, 30),
    ),
    _entry(
        "octagon", "eight in a ring, the first in front, then by the left",
        *((f"S{n + 1}", 45.0 * n, 0.0) for n in range(8)),
    ),
    _entry(
        "cube", "eight at a cube's corners: front left, by the left round, below, then above",
        *((f"{'UL'[up < 0]}{45 + 90 * n}", 45.0 + 90.0 * n, up)
          for up in (-35.2644, 35.2644) for n in range(4)),
    ),
)  # fmt: skip


def layout(wanted: str) -> Layout:
    """A layout by its name, or by its file; raises `InvalidInput` or `Unavailable`."""
    if wanted not in LAYOUTS.choices and Path(wanted).is_file():
        return read_layout(Path(wanted))
    return LAYOUTS[wanted].make()
