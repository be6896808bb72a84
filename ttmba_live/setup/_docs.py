"""The page about parts, made from their tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ttmba_live.setup._table import Entry
from ttmba_live.setup.exporters import EXPORTERS
from ttmba_live.setup.forms import FORMS
from ttmba_live.setup.generators import GENERATORS
from ttmba_live.setup.layouts import LAYOUTS
from ttmba_live.setup.outputs import OUTPUTS
from ttmba_live.setup.patches import PATCHES
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import OFFLINE, RENDERERS
from ttmba_live.setup.whole import PAPER, WHOLES

_HEAD = """# Parts

Each kind of part is one table in `ttmba_live/setup/`. The settings, the command line, `doctor` and
this page are made from it, so a new part is one entry there, beside its own code and tests. This
page is made by `python -m ttmba_live.setup > docs/parts.md`.

"auto" takes the first part of its kind that can be used on this machine. `ttmba-live doctor` says
which that is, and why the others are not.
"""

_OFFLINE = f"""
`serve` takes these names. `render` and `binauralize` go through `{PAPER}` clip by clip, as the
paper does; their `live` is what `serve` calls `{OFFLINE["live"]}`, hop by hop as on stage.
"""

_KINDS: tuple[tuple[str, str, Iterable[Entry[Any, Any]], str], ...] = (
    ("Generators", "make clips of words: `--generator`, `[choose] generator`", GENERATORS, ""),
    ("Planners", "turn words into events: `--planner`, `[choose] planner`", PLANNERS, ""),
    ("Renderers", "make two ears: `--renderer`, `[binaural] renderer`", RENDERERS, _OFFLINE),
    ("Renderers of whole clips", "make two ears offline: `render --renderer`", WHOLES, ""),
    ("Outputs", "pull the sound: `--device`, `[audio] device`", OUTPUTS, ""),
    ("Forms", "are what an output plays: `[[outputs]] plays`", FORMS, ""),
    ("Exporters", "write into every session folder", EXPORTERS, ""),
    ("Layouts", "are loudspeakers: `export --layout`, `[[outputs]] layout`", LAYOUTS, ""),
    ("Patches", "drive the daemon from other programs: `ttmba-live patches`", PATCHES, ""),
)


def markdown() -> str:
    """The page, in Markdown."""
    return _HEAD + "".join(_kind(*kind) for kind in _KINDS)


def _kind(title: str, what: str, entries: Iterable[Entry[Any, Any]], after: str) -> str:
    rows = [f"| `{entry.name}` | {entry.about} | {entry.needs or '-'} |" for entry in entries]
    table = "\n".join(["| name | what it is | needs |", "| --- | --- | --- |", *rows])
    return f"\n## {title}\n\nThey {what}.\n\n{table}\n{after}"
