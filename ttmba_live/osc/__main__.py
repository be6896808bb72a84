"""Prints the page about OSC: ``python -m ttmba_live.osc > docs/osc.md``."""

from __future__ import annotations

import sys

from ttmba_live.osc import markdown

sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
sys.stdout.write(markdown())
