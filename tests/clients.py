"""The examples of other programs, started as an artist would, and what they print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pulse import need

EXAMPLES = Path(__file__).parent.parent / "examples"


Start = tuple[list[str], dict[str, str]]
"""A command line, and what it adds to the environment."""


def example(name: str, folder: Path) -> Start:
    """How to start ``circle.js`` or ``circle.scd``; skips the test where its program is missing."""
    command, env = _node() if name.endswith(".js") else _sclang(folder)
    [path] = EXAMPLES.glob(f"*/{name}")
    return [*command, str(path)], env


def run_example(start: Start, port: int) -> subprocess.Popen:
    """Start it against a daemon; its output is captured."""
    command, env = start
    return subprocess.Popen(
        [*command, str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    )


def _node() -> Start:
    need("node", "npm", install="install Node.js, then: npm install -g osc-js")
    root = subprocess.run(
        [shutil.which("npm"), "root", "-g"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if not (Path(root) / "osc-js").is_dir():
        pytest.skip("osc-js missing: npm install -g osc-js")
    return ["node"], {"NODE_PATH": root}


def _sclang(folder: Path) -> Start:
    """Without a screen, and as root, sclang's browser wants to be told so."""
    need("sclang", install="apt-get install supercollider-language")
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    quiet = {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QT_QPA_PLATFORM": "offscreen"}
    return ["sclang", "-D"], {**quiet, "XDG_RUNTIME_DIR": str(runtime), "HOME": str(folder)}


def ids(printed: str) -> set[str]:
    """The sources that printed state and place messages speak of."""
    return set(re.findall(r"/ttmba/event/(?:state|placed)\W+(\w+)", printed))
