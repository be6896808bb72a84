"""The proof that a batch outlives what it runs on: a Ray cluster of two nodes on this machine.

While scenes are made a worker is killed, then a node, then the command itself; run again, it goes
on. Afterwards everything is compared with the same batch without Ray.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

import psutil

from ttmba_live import programs

SHARES = (1 / 6, 1 / 3, 1 / 2)
"""Of the scenes that are whole when a worker, a node and the command are lost."""

HOLDER = "ray::_Holder"
TASK = "ray::_done"
"""How Ray calls the processes of `ttmba_live.batch`: one that holds a model, one that renders."""

PATIENCE = 900.0
"""Seconds without a new scene after which the proof has failed."""


class Proof:
    """A table that grows: each row is something that was seen, and whether it had to be so."""

    def __init__(self) -> None:
        self.failed = 0

    def row(self, what: str, seen: object, *, right: bool = True) -> None:
        self.failed += not right
        print(f"{what:44}{seen!s:>24}  {'' if right else 'NO'}".rstrip(), flush=True)


def prove(count: int, words: Sequence[str], *, model: bool) -> int:
    """Print the table; returns how many of its rows are not as they should be.

    ``words`` are more of the command's own, ``model`` says that they name one.
    """
    proof = Proof()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write_scenes(folder / "many.jsonl", count)
        with two_nodes() as (nodes, second):
            ray = ["--ray", nodes.address, *(["--models", "2"] if model else [])]
            out = folder / "ray"
            first = command(source, out, [*ray, *words])
            lose(first, out, count, model, lambda: drop(nodes, second), proof)
            before = times(out)
            proof.row("whole when it was run again", len(before), right=len(before) < count)
            again = command(source, out, [*ray, *words])
            said = finished(again)
            proof.row("made then", made_of(said), right=made_of(said) == count - len(before))
            after = times(out)
            touched = sum(after.get(scene) != stamp for scene, stamp in before.items())
            proof.row("whole before and made again", touched, right=not touched)
        here = folder / "here"
        finished(command(source, here, ["--workers", "2", *words]))
        compare(out, here, count, proof)
    return proof.failed


def write_scenes(path: Path, count: int) -> Path:
    """A source of scenes that are alike but for seed and place."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            prompt = f"rain@3@{number % 360 - 180},0@2@0\ndog barking@2@{-number % 90},10@3@1"
            line = {"id": f"s{number:05d}", "prompt": prompt, "seed": number}
            file.write(json.dumps(line) + "\n")
    return path


@contextlib.contextmanager
def two_nodes() -> Iterator[tuple[Any, Any]]:
    """Two nodes of a processor each, and the second one."""
    from ray import cluster_utils

    where = {"num_cpus": 1, "node_ip_address": "127.0.0.1"}
    untyped: Any = cluster_utils
    head = {**where, "include_dashboard": False}
    nodes = untyped.Cluster(initialize_head=True, head_node_args=head)
    try:
        yield nodes, nodes.add_node(**where)
    finally:
        nodes.shutdown()


def drop(nodes: Any, node: Any) -> None:
    nodes.remove_node(node, allow_graceful=False)


def command(source: Path, out: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    usual = ("batch", str(source), "-o", str(out), "--renderer", "sphere", "--planner", "rules")
    return programs.start(
        "ttmba_live", *usual, *words, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def finished(process: subprocess.Popen[str]) -> str:
    """What a command said when it ended well."""
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(f"the batch ended with {process.returncode}: {said[-2000:]}")
    return said


def made_of(said: str) -> int:
    found = re.search(r"(\d+) scenes made", said)
    return int(found[1]) if found else -1


def whole(out: Path) -> int:
    return len(list((out / "scenes").glob("[!.]*")))


def lose(
    process: subprocess.Popen[str],
    out: Path,
    count: int,
    model: bool,
    drop_node: Callable[[], None],
    proof: Proof,
) -> None:
    """Kill a worker, a node and the command, each when some more scenes are whole."""
    kinds = (HOLDER, TASK) if model else (TASK,)
    wait_for(process, out, round(SHARES[0] * count))
    for kind in kinds:
        victim = at_work(process, kind)
        proof.row(f"whole when {victim.cmdline()[0]} was killed", whole(out))
        victim.kill()
    wait_for(process, out, round(SHARES[1] * count))
    proof.row("whole when a node was lost", whole(out), right=whole(out) < count)
    drop_node()
    wait_for(process, out, round(SHARES[2] * count))
    process.kill()
    process.communicate()
    proof.row("whole when the command was killed", whole(out))


def wait_for(process: subprocess.Popen[str], out: Path, wanted: int) -> None:
    last, since = 0, time.monotonic()
    while (now := whole(out)) < wanted:
        if now != last:
            last, since = now, time.monotonic()
        if process.poll() is not None or time.monotonic() > since + PATIENCE:
            process.kill()
            raise SystemExit(f"no more scenes came after {now}: {process.communicate()[1][-2000:]}")
        time.sleep(0.02)


def at_work(process: subprocess.Popen[str], kind: str) -> psutil.Process:
    """A process of Ray's of that kind; waits for one."""
    while process.poll() is None:
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if " ".join(child.cmdline()).startswith(kind):  # empty for what is dying
                    return child
        time.sleep(0.02)
    raise SystemExit(f"the batch ended before a {kind} was seen")


def times(out: Path) -> dict[str, int]:
    """When each whole scene was sealed."""
    records = (out / "scenes").glob("[!.]*/record.json")
    return {path.parent.name: path.stat().st_mtime_ns for path in records}


def digests(out: Path) -> dict[str, str]:
    """Every file of the scenes, and the manifest, by its content."""
    files = [path for path in (out / "scenes").rglob("*") if path.is_file()]
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*files, out / "manifest.jsonl"]
    }


def compare(out: Path, here: Path, count: int, proof: Proof) -> None:
    """Rows on what is there in the end, and whether it is the same without Ray."""
    lines = (out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    names = [record["id"] for record in records]
    proof.row("scenes in the manifest", len(names), right=len(names) == count)
    twice = len(names) - len(set(names))
    proof.row("of these twice", twice, right=not twice)
    true = sum(
        (out / record["folder"] / file).stat().st_size == size
        for record in records
        for file, size in record["files"].items()
    )
    told = sum(len(record["files"]) for record in records)
    proof.row("files as the manifest says", f"{true} of {told}", right=true == told)
    failed = (out / "failed.jsonl").exists()
    proof.row("failed", "some" if failed else "none", right=not failed)
    ours, theirs = digests(out), digests(here)
    same = sum(theirs.get(name) == digest for name, digest in ours.items())
    equal = same == len(ours) == len(theirs)
    proof.row("files equal without Ray, byte for byte", f"{same} of {len(theirs)}", right=equal)
