"""JSON text to plain values, and what is wrong with it in words. Knows no scene."""

from __future__ import annotations

import json
import re
from typing import Any

from ttmba_live.errors import InvalidInput

_TRAILING = re.compile(r",\s*([\]}])")


def read_json(text: str, where: str) -> Any:
    """What a text of JSON holds; raises `InvalidInput` that names ``where``."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInput(f"{where} is not JSON: {_why(text, error)}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{where} is not JSON: {error}") from error


def _why(text: str, error: json.JSONDecodeError) -> str:
    """The decoder's words; not for a comma after the last item, which editors and people leave."""
    trailing = _TRAILING.match(text, max(0, text.rfind(",", 0, error.pos + 1)))
    if trailing is None or trailing.end() <= error.pos:
        return str(error)
    line = text.count("\n", 0, trailing.start()) + 1
    return f"a comma too many at line {line}, before the closing {trailing[1]}"
