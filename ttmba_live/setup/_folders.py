"""Where files go if nothing else is said."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def default_folder() -> Path:
    """Where recordings and saved sessions go if nothing else is said."""
    return Path(platformdirs.user_documents_dir()) / "ttmba_live"


def loras_folder(wanted: str = "") -> Path:
    """Where LoRAs lie that are called by their names."""
    return Path(wanted).expanduser() if wanted else default_folder() / "loras"


def heads_folder(wanted: str = "") -> Path:
    """Where SOFA files lie that are called by their names."""
    return Path(wanted).expanduser() if wanted else default_folder() / "heads"
