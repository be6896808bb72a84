"""The baked field of a checkpoint: the one that ships, from the cache, or made now.

Knows where it is kept. Baking needs torch and takes a while, so another process does it, once for
each checkpoint. So does compiling, so that all programs run the very same code.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from tqdm import tqdm

from ttmba_live import programs
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._network import network

if TYPE_CHECKING:
    from ttmba_live.binaural.nfs.exact import Exact
    from ttmba_live.binaural.stream import Baked, Field


NFS_BAKER = "ttmba_live.binaural.nfs.bake"
NIIRF_BAKER = "ttmba_live.binaural.niirf"
"""Our programs that make a field: FIELD CHECKPOINT."""

_preparing: list[subprocess.Popen[str]] = []
"""What compiles, bakes or reads a head now, in whichever thread waits for it."""

_SILENCE = 1.0
"""Seconds after which a preparation is told where there is no bar."""


def field_path(checkpoint: Path | None, baker: str = NFS_BAKER) -> Path:
    """Where a checkpoint's field is kept: named after the hash of its bytes and of the lattice.

    The default weights' field ships with them. Raises `Unavailable` if the checkpoint cannot be
    read.
    """
    from ttmba_live.binaural.stream import LAYOUT

    if checkpoint is None:
        return shipped().with_name("kemar-live.npz")
    try:
        digest = hashlib.sha256(checkpoint.read_bytes())
    except OSError as error:
        raise Unavailable(f"cannot read {checkpoint}: {error.strerror or error}") from error
    digest.update(LAYOUT.encode())
    if baker != NFS_BAKER:
        digest.update(baker.encode())
    return platformdirs.user_cache_path("ttmba_live") / "fields" / f"{digest.hexdigest()[:24]}.npz"


def shipped() -> Path:
    """The weights that come with the package; found without loading torch."""
    import ttmba_live.binaural

    return Path(ttmba_live.binaural.__file__).parent / "nfs" / "weights" / "kemar.safetensors"


def baked_bank(
    checkpoint: Path | None = None, radius: float = 0.0, baker: str = NFS_BAKER
) -> Baked:
    """What the live renderer reads from; raises `Unavailable` or `InvalidInput`."""
    return bank_of(lambda: ensure_field(checkpoint, baker), radius)


def bank_of(make: Callable[[], Field], radius: float = 0.0) -> Baked:
    """A field as the live renderer reads it, its delays those of a head of ``radius`` metres.

    Zero leaves them. Raises `Unavailable` or `InvalidInput`.
    """
    try:
        from ttmba_live.binaural.stream import Baked
    except ImportError as error:
        raise Unavailable(f"numba does not load here ({error})") from error
    with _compiling():
        field = make()
    if radius:
        from ttmba_live.binaural.head.field import resized

        field = resized(field, radius)
    return Baked(field)


def exact_bank(checkpoint: Path | None = None) -> Exact:
    """The network itself in the field's place; loads torch."""
    try:
        from ttmba_live.binaural.nfs.exact import Exact
    except ImportError as error:
        raise Unavailable(f"numba does not load here ({error})") from error
    compile_loops()
    return Exact(network(checkpoint))


def is_compiled() -> bool:
    """Whether the live renderer can start at once: also where nothing can be kept, or no numba."""
    try:
        from ttmba_live.binaural.stream import KEPT, compiled
    except ImportError:
        return True
    return compiled() or not KEPT


def compile_loops() -> None:
    """Let other processes compile the loops if that was not done yet.

    Raises `Unavailable` if `stop_preparing` ended them.
    """
    with _compiling():
        pass


@contextlib.contextmanager
def _compiling() -> Iterator[None]:
    """Compile the loops beside what is done meanwhile; there at the end, as by `compile_loops`."""
    from ttmba_live.binaural.stream import KEPT, compiled

    with contextlib.ExitStack() as all_parts:  # what fails is done here
        if not KEPT:
            say = "compiling the renderer, now and at every start: no folder to keep it in"
            print(f"{say} (NUMBA_CACHE_DIR names one)", file=sys.stderr, flush=True)
        elif not compiled():
            from ttmba_live.binaural.compile import PARTS

            print("compiling the renderer (once)", file=sys.stderr, flush=True)
            for part in PARTS:
                process = programs.start("ttmba_live.binaural.compile", part)
                all_parts.enter_context(_stoppable(process))
        yield


@contextlib.contextmanager
def _stoppable(process: subprocess.Popen[str]) -> Iterator[None]:
    """Wait for a process at the end; raises `Unavailable` if `stop_preparing` ended it."""
    _preparing.append(process)
    try:
        with process:
            yield
        if process not in _preparing:
            raise Unavailable("the preparation was stopped")
    finally:
        with contextlib.suppress(ValueError):
            _preparing.remove(process)


def stop_preparing() -> None:
    """End the processes that prepare; the next start does it. Any thread."""
    while _preparing:
        _preparing.pop().kill()


def ensure_field(checkpoint: Path | None = None, baker: str = NFS_BAKER) -> Field:
    """Read a checkpoint's field, making it first if need be.

    Raises `Unavailable` or `InvalidInput` if the checkpoint cannot be used.
    """
    from ttmba_live.binaural.stream import load_field

    path = field_path(checkpoint, baker)
    if checkpoint is None:
        return load_field(path)
    with contextlib.suppress(Unavailable, InvalidInput):  # a damaged one is made again
        return load_field(path)
    if _can_write(path.parent):
        _bake(baker, path, checkpoint)
        return load_field(path)
    say = f"{path.parent} cannot be written: {checkpoint.name} is prepared at every start"
    print(say, file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        _bake(baker, Path(folder) / path.name, checkpoint)
        return load_field(Path(folder) / path.name)


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _bake(baker: str, path: Path, checkpoint: Path) -> None:
    run_baker([baker, str(path), str(checkpoint)], checkpoint.name)


def run_baker(words: list[str], what: str) -> None:
    """Run one of our programs, which prints shares of its way, behind a bar.

    Raises `Unavailable` with what it said last if it fails.
    """
    process = programs.start(
        *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    doing = f"preparing {what} (once)"
    bar = "{desc} {percentage:3.0f}%|{bar}| {remaining} left"
    with (
        _stoppable(process),
        _said_after_a_while(doing),
        tqdm(desc=doing, total=1.0, bar_format=bar, disable=None) as shown,
    ):
        for line in process.stdout:
            shown.update(float(line) - shown.n)
        said = process.stderr.read().strip().splitlines()
    if process.returncode < 0:  # a signal: what a library says when it crashes explains nothing
        last = f" ({said[-1]})" if said else ""
        raise Unavailable(f"{what} could not be prepared: what reads it crashed{last}")
    if process.returncode:
        raise Unavailable(said[-1] if said else f"{what} could not be prepared")


@contextlib.contextmanager
def _said_after_a_while(doing: str) -> Iterator[None]:
    """Say what takes so long where no bar does: where errors go to a file or another program."""
    if sys.stderr.isatty():
        yield
        return
    timer = threading.Timer(_SILENCE, partial(print, doing, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
