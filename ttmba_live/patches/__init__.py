"""Files for other programs: which there are, where each program looks for them, the copying."""

from ttmba_live.patches._files import Copied, Patches, files_folder
from ttmba_live.patches._places import (
    Machine,
    ardour_scripts,
    derivative,
    max_packages,
    pd_extra,
    reaper_scripts,
)

__all__ = [
    "Copied",
    "Machine",
    "Patches",
    "ardour_scripts",
    "derivative",
    "files_folder",
    "max_packages",
    "pd_extra",
    "reaper_scripts",
]
