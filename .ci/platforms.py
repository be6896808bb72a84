"""Asks the index whether the pinned packages install on every platform that the README claims.

``python -m pip install uv && python .ci/platforms.py``. Resolves ``pyproject.toml`` with
``constraints.txt`` for each Python and system, wheels only; installs nothing. Exit status 1 if a
claimed one fails, or one that is known not to work does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product

PYTHONS = ("3.11", "3.12", "3.13")

CLAIMED = {
    "Windows": "x86_64-pc-windows-msvc",
    "macOS 14 or later, Apple silicon": "aarch64-apple-darwin",
    "Linux, glibc 2.28 or later": "x86_64-manylinux_2_28",
    "Linux on ARM, glibc 2.28 or later": "aarch64-manylinux_2_28",
}
NOT_CLAIMED = {"macOS on Intel": "x86_64-apple-darwin"}
"""For these the pinned torch has no wheel; the README says so."""

EXTRAS = ("discovery", "plot", "parquet", "cluster")
"""The extras that people, not contributors, install; "evaluate" has packages without wheels, and
"midi" has none for Python 3.13."""

MACOS = "14.0"


def resolve(python: str, platform: str) -> str:
    """Return why it cannot be installed, or an empty text."""
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet",
        "--constraint", "constraints.txt", "--python-version", python,
        "--python-platform", platform, "--only-binary", ":all:",
        *(word for extra in EXTRAS for word in ("--extra", extra)),
    ]  # fmt: skip
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "MACOSX_DEPLOYMENT_TARGET": MACOS}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)  # noqa: S603
    return " ".join(done.stderr.split()) if done.returncode else ""


def main() -> int:
    """Print a line for each; returns the exit status."""
    status = 0
    for name, python in product([*CLAIMED, *NOT_CLAIMED], PYTHONS):
        why = resolve(python, CLAIMED.get(name) or NOT_CLAIMED[name])
        print(f"{'no ' if why else 'yes'} Python {python}, {name}{': ' if why else ''}{why}")
        status |= bool(why) == (name in CLAIMED)
    return status


if __name__ == "__main__":
    sys.exit(main())
