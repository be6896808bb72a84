"""Prints the page about parts: ``python -m ttmba_live.setup > docs/parts.md``."""

from __future__ import annotations

import sys

from ttmba_live.setup._docs import markdown

sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
sys.stdout.write(markdown())
