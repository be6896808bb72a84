"""From a cue to its sound with a model in the daemon: load, first clip, several, the same again.

    python bench/generated.py [--model tangoflux] [--device cuda] [--small] [--seconds 10]

Writes a folder of the published layout and sizes with random weights (4 GB of disk; gone
afterwards), starts `serve` on the null device, sends cues and prints a table. Times are seconds
from the message on. The files are in the system's cache when they are loaded: they were just
written. What is heard is noise; how soon it is heard does not depend on the weights.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import _hub
import psutil
from _ending import ending, unwind_on_signals
from _rig import hear, scratch

from ttmba_live.osc import Caller

MODELS = ("tangoflux", "stable-audio-3-small", "stable-audio-3-medium")
PATIENCE = 570.0
THINGS = ("rain", "bell", "door", "horn", "wind", "drum", "fire", "dogs")
"""Of equally many tokens, as prompts of a cue seldom are: such share a pass of TangoFlux."""


def main() -> None:
    """Write the folder, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", choices=MODELS, default="tangoflux")
    parser.add_argument("--device", default="cuda", help="what random weights are drawn on")
    parser.add_argument("--small", action="store_true", help="tiny networks: tries this program")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each clip")
    arguments = parser.parse_args()
    unwind_on_signals()
    with scratch() as folder:
        began = time.perf_counter()
        writer = multiprocessing.get_context("spawn").Process(  # its memory is gone afterwards
            target=written, args=(folder / "model", arguments)
        )
        writer.start()
        writer.join()
        if writer.exitcode:
            sys.exit("the folder could not be written")
        size = sum(one.stat().st_size for one in (folder / "model").rglob("*") if one.is_file())
        print(f"{arguments.model}: {size / 1e9:.2f} GB written in {_since(began)} s", flush=True)
        measure(folder, arguments)


def written(folder: Path, arguments: argparse.Namespace) -> None:
    """Make the folder."""
    if arguments.model == "tangoflux":
        _hub.tangoflux(folder, arguments.device, "small" if arguments.small else "full")
    else:
        model = "tiny" if arguments.small else arguments.model.rsplit("-", 1)[1]
        _hub.stable_audio(folder, arguments.device, model)


def measure(folder: Path, arguments: argparse.Namespace) -> None:
    """Start the daemon on that folder, send cues, print what came when."""
    generator = arguments.model.removesuffix("-small").removesuffix("-medium")
    section, model, kept = generator.replace("-", "_"), folder / "model", folder / "kept"
    settings = folder / "settings.toml"
    settings.write_text(
        f'[{section}]\nfolder = "{model.as_posix()}"\n'
        f'[session]\nfolder = "{kept.as_posix()}"\n[oscquery]\nport = 0\n',
        encoding="utf-8",
    )
    words = ["serve", "--osc-port", "0", "--device", "null", "--generator", generator]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "ttmba_live", *words, "--config", str(settings)],
        stdout=subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
    )
    with ending(process):
        assert process.stdout
        line = process.stdout.readline().decode()
        print(f"ready line {_since(began)} s after the start")
        with Caller("127.0.0.1", int(line.rsplit(":", 1)[1])) as caller:
            caller.send("/ttmba/subscribe")
            print(f"model      {loaded(caller, began)} s after the start", flush=True)
            cues(caller, arguments.seconds)
            print(f"underruns  {hear(caller, '/ttmba/status')[3]}")
        shares = [psutil.Process(process.pid)]
        shares += shares[0].children(recursive=True)
        sizes = ", ".join(f"{one.memory_info().rss / 1e6:.0f}" for one in shares)
        print(f"memory     {sizes} MB: the daemon and its children")
        process.terminate()
        process.wait(60)


def loaded(caller: Caller, began: float) -> str:
    """Wait until the model can be asked; the seconds since the start."""
    while True:
        name, state, _, note = hear(caller, "/ttmba/generator", seconds=PATIENCE)
        if state == "failed":
            sys.exit(f"{name}: {note}")
        if state == "ready":
            return _since(began)


def cues(caller: Caller, seconds: float) -> None:
    """Cues of 1, 1, 3 and 8 new clips, and the last ones again."""
    print("| cue | clips | first sounds s | last sounds s |\n|---|---|---|---|")
    takes = [("the first", 1, "old"), ("a second", 1, "soft"), ("three", 3, "deep")]
    takes += [("eight", 8, "loud"), ("eight again", 8, "loud")]
    for name, count, adjective in takes:
        time.sleep(1.0)
        began = time.perf_counter()
        heard: list[float] = []
        for number in range(count):
            words = f"{adjective} {THINGS[number]} far away in the night"
            event = f"{name.replace(' ', '_')}{number}"
            caller.send("/ttmba/event", event, words, seconds, 30.0 * number, 0.0, 1.0, 0.0)
        while len(heard) < count:
            _, state, note, *_ = *hear(caller, "/ttmba/event/state", seconds=PATIENCE), ""
            if state == "failed":
                sys.exit(f"a clip failed: {note}")
            if state == "playing":
                heard.append(time.perf_counter() - began)
        print(f"| {name} | {count} | {heard[0]:.2f} | {heard[-1]:.2f} |", flush=True)
        caller.send("/ttmba/stop")


def _since(began: float) -> str:
    return f"{time.perf_counter() - began:.2f}"


if __name__ == "__main__":
    main()
