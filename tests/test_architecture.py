"""Imports point down, each heavy library has one door, and importing a room stays light."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "ttmba_live"

FLOORS = [
    {"__main__"},
    {"cli"},
    {"batch", "bench", "measures"},
    {"live", "export"},
    {"offline"},
    {"config"},
    {"session", "cluster"},
    {"setup"},
    {"client", "web"},
    {"text", "engine", "osc", "daw", "training", "panning"},
    {"scene", "generate", "binaural", "sinks", "patches", "clock", "midi"},
    {"long_clip", "live_input"},
    {"room", "drift"},
    {"audio"},
    {"geometry"},
    {"errors", "memory", "priority", "programs"},
]
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}

MODELS = (
    "generate/model/",
    "generate/audioldm/",
    "generate/make_an_audio/",
    "generate/stable_audio/",
    "generate/tangoflux/",
)
DOORS = {
    "torch": ("binaural/", "generate/library/clap.py", *MODELS, "measures/", "training/"),
    "numba": ("binaural/stream/",),
    "llvmlite": ("binaural/stream/_vectors.py", "binaural/stream/_products.py"),
    "h5py": ("binaural/head/_container.py",),
    "diffusers": MODELS,
    "transformers": ("generate/library/clap.py", *MODELS, "measures/"),
    "rtmidi": ("midi/port.py",),
    "sounddevice": ("sinks/_portaudio.py",),
    "pythonosc": ("osc/",),
    "openai": ("text/",),
    "pydantic": ("config/",),
    "tomlkit": ("config/_printing.py",),
    "websockets": ("web/",),
    "zeroconf": ("web/_announce.py",),
    "ray": ("cluster/_door.py",),
    "pyarrow": ("batch/_parquet.py",),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def imports(path):
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{name.name}" for name in node.names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_down_and_private_files_stay_private(path):
    parts = path.relative_to(PACKAGE).parts
    room = parts[0].removesuffix(".py")
    if room == "__init__":
        return
    for name in imports(path):
        words = name.split(".")
        if words[0] != "ttmba_live" or len(words) < 2 or words[1] not in LEVEL:
            continue
        other = words[1]
        if other == room:
            continue
        assert LEVEL[other] > LEVEL[room], f"{path} imports {name}"
        private = [w for w in words[2:] if w.startswith("_")]
        assert not private, f"{path} imports the private {name}"


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_has_one_door(library):
    for path in MODULES:
        where = path.relative_to(PACKAGE).as_posix()
        if any(where.startswith(door) for door in DOORS[library]):
            continue
        assert not [n for n in imports(path) if n.split(".")[0] == library], where


@pytest.mark.parametrize(
    "statement",
    [
        "import ttmba_live, ttmba_live.cli, ttmba_live.config, ttmba_live.measures",
        "import ttmba_live.text, ttmba_live.generate, ttmba_live.binaural, ttmba_live.sinks",
        "import ttmba_live.client",
        "import ttmba_live.live, ttmba_live.batch",
        "from ttmba_live.offline import plan; plan('a dog barks')",
    ],
)
def test_importing_loads_nothing_heavy(statement):
    heavy = set(DOORS) - {"pythonosc"} | {"scipy.fft", "scipy.linalg", "scipy.signal"}
    code = f"{statement}\nimport sys\nprint(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


LONG = 250
"""Lines from which a file's first line says what holds it together."""

REASONS = re.compile(
    r"\b[Oo]ne (door|family|format|pass|port|process|protocol|recipe|set of rules|state|table|value"
    r"|wiring)\b"
)


def test_every_file_says_what_it_knows_and_stays_short():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        said = ast.get_docstring(ast.parse(text))
        assert said, path
        length = len(text.splitlines())
        assert length <= 300, path
        assert length <= LONG or REASONS.search(said.splitlines()[0]), (
            f"{path} has {length} lines: split it, or say in its first line why it is one file"
        )


def test_every_file_of_the_tests_stays_short():
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
