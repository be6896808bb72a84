"""What verbs do with options that recipes have defaults for. Knows no recipe."""

from __future__ import annotations

import argparse
from typing import Any

from ttmba_live.errors import InvalidInput


def given(arguments: argparse.Namespace, *names: str) -> dict[str, Any]:
    """The options that were given; the recipes have defaults of their own."""
    values = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def positive(arguments: argparse.Namespace, *names: str) -> None:
    """Raise `InvalidInput` for one that was given and is not above zero."""
    for name in names:
        value = getattr(arguments, name)
        if value is not None and not value > 0:
            least = "at least 1" if isinstance(value, int) else "above 0"
            raise InvalidInput(f"--{name.replace('_', '-')} must be {least}, not {value}")
