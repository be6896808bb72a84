"""Say a sound into a place: text cues become moving binaural sound, live and on DAW tracks."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "render"]


def __getattr__(name: str) -> Any:
    """Load `render` when it is first asked for, so that importing the package stays light."""
    if name == "render":
        from ttmba_live.offline import render

        return render
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
