"""A jsui script of the package running in Node, outside Max."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Self

HOST = Path(__file__).with_name("jsui_host.js")


class Jsui:
    """One script in a Node process of its own. A context manager."""

    def __init__(self, script: Path, width: float, height: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            ["node", str(HOST), str(script), str(width), str(height)],  # noqa: S607
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def call(self, function: str, *atoms: Any) -> list[list[Any]]:
        """Call one of its functions; gives what it sent, each with its outlet first."""
        return list(self._ask(function, *atoms))

    def paint(self) -> str:
        """What it draws, as SVG without its frame."""
        return str(self._ask("paint"))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, *command: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the script failed in {command[0]}")
        return json.loads(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
