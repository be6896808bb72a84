"""Where files go if nothing else is said."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def default_folder() -> Path:
    """Where recordings and saved sessions go if nothing else is said."""
    return Path(platformdirs.user_documents_dir()) / "ttmba_live"
