"""From `serve` to the first sound: seconds until it listens and until the model is loaded; memory.

    python bench/startup.py [--runs 3] [--full | --first]

TangoFlux is a tiny model with random weights, so that all memory is what comes beside a model.
With ``--full`` it has the published sizes, weights all zero (in files that take no room where the
file system knows holes), makes no clip, and memory includes it. Prints a table; needs this
repository's tests.

With ``--first`` it starts ``demo`` and ``serve`` with empty caches, as after an installation, and
then again with what the first start left. Caches are found by ``XDG_CACHE_HOME``, so on Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib
import json
import math
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from _ending import unwind_on_signals

from ttmba_live.osc import Caller

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "tangoflux"
ROOMS = "import ttmba_live.cli, ttmba_live.config, ttmba_live.live.serve"
COMPILES = """
import time
from ttmba_live.setup._field import compile_loops, is_compiled
assert not is_compiled()
began = time.perf_counter()
compile_loops()
print(time.perf_counter() - began)
"""
ALLOWED = "3 s until ready; 600 MB for both, beside the model"
PATIENCE = 300.0
HERE = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
"""An installation has its bytecode."""
SIZES = {"d_model": 1024, "d_kv": 64, "d_ff": 2816, "num_layers": 24, "num_heads": 16}
CONFIG = {
    "num_layers": 6,
    "num_single_layers": 18,
    "in_channels": 64,
    "attention_head_dim": 128,
    "joint_attention_dim": 1024,
    "num_attention_heads": 8,
    "audio_seq_len": 645,
    "max_duration": 30,
}


@dataclass
class Start:
    """What one start took, in seconds, and held, in MB: idle, but for a full model after a clip."""

    ready: float
    loaded: float
    daemon: float
    worker: float
    kind: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--full", action="store_true", help="a model of the published sizes")
    parser.add_argument("--first", action="store_true", help="with empty caches, and again")
    arguments = parser.parse_args()
    unwind_on_signals()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.first:
            first(folder)
            return
        model = full_model(folder / "model") if arguments.full else tiny_model(folder / "model")
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", ROOMS], check=True)  # noqa: S603 - our own words
        print(f"best of {arguments.runs}; allowed: {ALLOWED}")
        print(f"python and its imports alone: {time.perf_counter() - began:.2f} s\n")
        print("| generator | ready s | generator ready s | daemon MB | worker MB | both MB |")
        print("|---|---|---|---|---|---|")
        for generator in ("sketch", "tangoflux"):
            words = (folder, model, generator)
            starts = [start(*words, clip=not arguments.full) for _ in range(arguments.runs)]
            ready, loaded = (min(s.ready for s in starts), min(s.loaded for s in starts))
            daemon, worker = (min(s.daemon for s in starts), min(s.worker for s in starts))
            print(
                f"| {generator} | {ready:.2f} | {loaded:.2f} | {daemon:.0f} | {worker:.0f} "
                f"| {daemon + worker:.0f} |",
                flush=True,
            )
        print(f"\nmemory: {starts[-1].kind}")


def first(folder: Path) -> None:
    """Print how long a stranger waits for the first sound, and for that of the next start."""
    print("| start | demo speaks its first cue s | serve ready s | its first cue sounds, s later |")
    print("|---|---|---|---|")
    for name in ("very first", "next"):
        spoken = until_spoken(folder, folder / "demo caches")
        ready, later = until_sounding(folder / "caches")
        print(f"| {name} | {spoken:.2f} | {ready:.2f} | {later:.2f} |", flush=True)
    print("\nallowed: sound within 5 s of `demo`; ready within 4 s and 2 s, sound 0.3 s later")
    taken = compiled(folder / "compiled")
    print(f"the renderer's loops compiled, nothing else at work: {taken:.2f} s; allowed: 5 s")


def compiled(caches: Path) -> float:
    """Seconds in which the first start compiles."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", COMPILES],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, **HERE, "XDG_CACHE_HOME": str(caches), "NUMBA_CACHE_DIR": ""},
    )
    return float(done.stdout)


def until_spoken(folder: Path, caches: Path) -> float:
    """Seconds from ``demo`` to its first cue, which the daemon has been ready for."""
    command = [sys.executable, "-m", "ttmba_live", "demo", "--folder", str(folder / "demo")]
    began = time.perf_counter()
    process = started(command, caches)
    try:
        wait_for("cue:", process)
        return time.perf_counter() - began
    finally:
        end(process)


def until_sounding(caches: Path) -> tuple[float, float]:
    """Seconds from ``serve`` to its line, and from then to the first sound of a cue."""
    words = ["--osc-port", "0", "--device", "null", "--planner", "rules"]
    began = time.perf_counter()
    process = started([sys.executable, "-m", "ttmba_live", "serve", *words], caches)
    try:
        line = wait_for("ready: ", process)
        ready = time.perf_counter()
        with Caller("127.0.0.1", int(line.rsplit(":", 1)[1])) as caller:
            caller.send("/ttmba/cue", "rain above me for 2 seconds")
            while (heard := caller.receive(PATIENCE))[1][1:2] != ("playing",):
                assert heard[0] != "/ttmba/error", heard
        return ready - began, time.perf_counter() - ready
    finally:
        end(process)


def started(command: list[str], caches: Path) -> subprocess.Popen[str]:
    """A program of ours with caches of its own, its output and errors in one."""
    return subprocess.Popen(  # noqa: S603 - our own words
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **HERE, "XDG_CACHE_HOME": str(caches)},
    )


def wait_for(words: str, process: subprocess.Popen[str]) -> str:
    """The first line that begins so."""
    assert process.stdout
    for line in process.stdout:
        if line.startswith(words):
            return line
    raise SystemExit("the program ended")


def end(process: subprocess.Popen[str]) -> None:
    """End it, and what it started."""
    whole = psutil.Process(process.pid)
    children = whole.children(recursive=True)
    for one in (whole, *children):  # they hold its output open
        with contextlib.suppress(psutil.NoSuchProcess):
            one.terminate()
    process.communicate()
    psutil.wait_procs(children, timeout=PATIENCE)


def start(folder: Path, model: Path, generator: str, *, clip: bool) -> Start:
    """Start a daemon, wait for its lines, perhaps let it make a clip, look, end it."""
    settings = folder / "settings.toml"
    settings.write_text(f'[tangoflux]\nfolder = "{model.as_posix()}"\nsteps = 1\n')
    words = ["--osc-port", "0", "--device", "null", "--generator", generator]
    command = [sys.executable, "-m", "ttmba_live", "serve", *words, "--config", str(settings)]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / str(time.time_ns()))},
    )
    try:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        ready = time.perf_counter() - began
        while not process.stderr.readline().startswith(f"generator {generator} ready"):
            assert process.poll() is None, "the daemon ended"
        loaded = time.perf_counter() - began
        if clip:
            make_clip(int(line.rsplit(":", 1)[1]))
        time.sleep(1.0)
        daemon = psutil.Process(process.pid)
        others = daemon.children(recursive=True)
        sizes = [size(one) for one in (daemon, *others)]
        return Start(ready, loaded, sizes[0][0], sum(one for one, _ in sizes[1:]), sizes[0][1])
    finally:
        process.terminate()
        process.communicate()


def make_clip(port: int) -> None:
    """Let a daemon make a clip and play it to its end."""
    with Caller("127.0.0.1", port) as caller:
        caller.send("/ttmba/event", "a", "rain", 1.0, 0.0, 0.0, 1.0, 0.0)
        while (heard := caller.receive(PATIENCE))[1][1:2] != ("done",):
            assert heard[0] != "/ttmba/error", heard


def size(process: psutil.Process) -> tuple[float, str]:
    """MB of a process, pages that several share in equal parts where the system tells them."""
    full = process.memory_full_info()
    if hasattr(full, "pss"):
        return full.pss / 1e6, "proportional set size (shared pages in equal parts)"
    return full.uss / 1e6, "unique set size (without shared pages)"


def tiny_model(folder: Path) -> Path:
    """The tests' model."""
    sys.path.insert(0, str(GOLDEN.parent.parent))
    tiny = importlib.import_module("tangoflux_tiny")
    written: Path = tiny.write(folder, tiny.parts())
    return written


def full_model(folder: Path) -> Path:
    """Files of the published names and shapes, all zero."""
    shutil.copytree(GOLDEN / "text_encoder", folder / "text_encoder")
    about = folder / "text_encoder" / "config.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), **SIZES, "vocab_size": 32128}))
    (folder / "config.json").write_text(json.dumps(CONFIG))
    with gzip.open(GOLDEN / "state_dict.json.gz") as file:
        published = json.load(file)
    for name, shapes in published.items():
        head, end = {}, 0
        for tensor, shape in shapes.items():
            begin, end = end, end + 4 * math.prod(shape)
            head[tensor] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
        text = json.dumps(head).encode()
        with (folder / name).open("wb") as out:
            out.write(struct.pack("<Q", len(text)) + text)
            out.truncate(8 + len(text) + end)
    return folder


if __name__ == "__main__":
    main()
