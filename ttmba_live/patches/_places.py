"""Where other programs look for what their users add. Knows folders' names; reads no settings.

Sources: Max's user guide (Packages), Pd's manual (x4: externals), REAPER's "Show REAPER resource
path", Derivative's page on the Palette, Ardour's manual (Files and directories).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ttmba_live.errors import Unavailable

_MAX = ("Max 9", "Max 8")
"""Versions of Max, the one to be preferred first."""

_ARDOUR = ("9", "8", "7")
"""Versions of Ardour, likewise."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides where folders are: ``system`` as `sys.platform` has it, and the user's own."""

    system: str
    home: Path
    documents: Path
    """Where Windows and macOS say that documents are: the user may have moved them."""
    settings: Path
    """Windows' roaming application data, macOS's Application Support, Linux's ``.config``."""

    @classmethod
    def here(cls) -> Machine:
        """This one."""
        if sys.platform == "win32":
            settings = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
        elif sys.platform == "darwin":
            settings = Path.home() / "Library" / "Application Support"
        else:
            settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        documents = Path(platformdirs.user_documents_dir())
        return cls(sys.platform, Path.home(), documents, settings)


def max_packages(machine: Machine) -> Path:
    """Max's folder of packages, of the newest version that was ever started here."""
    _only_windows_and_macos("Max", machine)
    folders = [machine.documents / name for name in _MAX]
    return next((folder for folder in folders if folder.is_dir()), folders[0]) / "Packages"


def pd_extra(machine: Machine) -> Path:
    """The user's own folder that Pd always searches."""
    if machine.system == "win32":
        return machine.settings / "Pd"
    if machine.system == "darwin":
        return machine.home / "Library" / "Pd"
    return machine.home / ".local" / "lib" / "pd" / "extra"


def derivative(machine: Machine) -> Path:
    """The folder that TouchDesigner keeps for its user."""
    _only_windows_and_macos("TouchDesigner", machine)
    return machine.documents / "Derivative"


def reaper_scripts(machine: Machine) -> Path:
    """The folder in which REAPER's dialog for scripts opens; portable installs have their own."""
    return machine.settings / "REAPER" / "Scripts"


def ardour_scripts(machine: Machine) -> Path:
    """The folder in which Ardour looks for its user's scripts, of the newest version here."""
    if machine.system == "darwin":
        parent, name = machine.home / "Library" / "Preferences", "Ardour"
    elif machine.system == "win32":
        parent, name = machine.home / "AppData" / "Local", "ardour"
    else:
        parent, name = machine.settings, "ardour"
    folders = [parent / f"{name}{version}" for version in _ARDOUR]
    return next((folder for folder in folders if folder.is_dir()), folders[0]) / "scripts"


def _only_windows_and_macos(program: str, machine: Machine) -> None:
    if machine.system not in ("win32", "darwin"):
        raise Unavailable(f"{program} runs on Windows and macOS; say where with --to FOLDER")
