"""Say a sound into a place: text cues become moving binaural sound, live and on DAW tracks."""

from __future__ import annotations

import os
from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "render"]

# Must be said before numpy loads. More threads in the stream's products would wait for one another
# whenever something else runs, and a hop cannot wait.
for _name in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")


def __getattr__(name: str) -> Any:
    """Load `render` when it is first asked for, so that importing the package stays light."""
    if name == "render":
        from ttmba_live.offline import render

        return render
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
