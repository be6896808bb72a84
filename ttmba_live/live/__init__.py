"""What has a clock: the daemon, its cues, its output, what it says of itself."""

from ttmba_live.live._checked import checked
from ttmba_live.live._daemon import Live
from ttmba_live.live._wired import Run

__all__ = [
    "Live",
    "Run",
    "checked",
]
