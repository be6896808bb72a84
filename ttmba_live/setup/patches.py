"""The table of programs that there are files for; ``pyproject.toml`` puts them into the wheel."""

from __future__ import annotations

from ttmba_live.patches import (
    Machine,
    Patches,
    ardour_scripts,
    derivative,
    max_packages,
    pd_extra,
    reaper_scripts,
)
from ttmba_live.setup._table import Entry, Table


def _entry(name: str, about: str, needs: str, patches: Patches) -> Entry[[Machine], Patches]:
    def make(_: Machine) -> Patches:
        return patches

    def look(machine: Machine) -> str:
        return str(patches.place(machine))

    return Entry(name, about, needs, make, look, auto=False)


PATCHES = Table(
    "program with patches",
    _entry(
        "max",
        "a Max package: bpatchers, help patches, examples",
        "Max 8.5 or later",
        Patches(
            "max_patches",
            ("package-info.json", "README.md", "patchers", "help", "examples"),
            max_packages,
            "Restart Max, start ttmba-live serve, then open ttmba_live.maxpat "
            "(in {folder}, folder patchers).",
        ),
    ),
    _entry(
        "pd",
        "Pure Data abstractions and a starter patch, vanilla objects only",
        "Pd 0.53 or later",
        Patches(
            "max_patches/pd",
            (
                "README.md", "ttmba.live.pd", "ttmba.live-help.pd", "ttmba.row.pd",
                "ttmba.source.pd", "ttmba.source-help.pd", "ttmba_live.pd",
            ),
            pd_extra,
            "Start ttmba-live serve, then open ttmba_live.pd in {folder}. "
            "In patches of your own, [declare -path ttmba_live] finds the rest.",
        ),
    ),
    _entry(
        "touchdesigner",
        "a script that builds a component",
        "TouchDesigner",
        Patches(
            "touchdesigner",
            ("README.md", "build_ttmba.py", "dats"),
            derivative,
            "Start ttmba-live serve, open Dialogs > Textport and DATs, and type these two lines:\n"
            "  import sys; sys.path.append(r'{folder}'); import build_ttmba\n"
            "  build_ttmba.build(op('/project1'))",
        ),
    ),
    _entry(
        "reaper",
        "scripts that lay a session, or live sound, on tracks; an effect that places a source",
        "REAPER 6.74 or later",
        Patches(
            "reaper_scripts",
            (
                "README.md", "ttmba_live.lua", "ttmba_live_Follow live session.lua",
                "ttmba_live_Import session.lua", "ttmba_live_Import session.py",
                "ttmba_live_Send cue.lua", "ttmba_live_Send item positions.lua",
                "ttmba_live_Source automation.lua", "ttmba source.jsfx",
            ),
            reaper_scripts,
            "In REAPER: Actions > Show action list > New action > Load ReaScript, and choose the "
            "five files ttmba_live_*.lua in {folder}. The effect `ttmba source` is in the folder "
            "Effects beside Scripts: press F5 in the list of effects. A portable REAPER has its "
            "own Scripts folder (Options > Show REAPER resource path): give it with --to.",
            "Scripts",
            {"ttmba source.jsfx": "Effects"},
        ),
    ),
    _entry(
        "ardour",
        "a script that lays a session on tracks",
        "Ardour 7 or later",
        Patches(
            "ardour_scripts",
            ("README.md", "ttmba_live_import_session.lua"),
            ardour_scripts,
            "In Ardour: Edit > Lua Scripts > Script Manager, a free action, Add/Set, and choose "
            "ttmba_live: import session. If it is not in the list, move the .lua file out of "
            "{folder}, one folder up.",
        ),
    ),
)  # fmt: skip
"""Each takes the machine that it is for; ``look`` says where the program looks."""
