"""The baked field of a checkpoint, from the cache or made now. Knows where it is kept.

Baking needs torch and takes a while, so another process does it, once for each checkpoint.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from tqdm import tqdm

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._network import network

if TYPE_CHECKING:
    from ttmba_live.binaural.nfs.exact import Exact
    from ttmba_live.binaural.stream import Baked, Field


def field_path(checkpoint: Path | None) -> Path:
    """Where a checkpoint's field is kept: named after the hash of its bytes and of the lattice.

    Raises `Unavailable` if the checkpoint cannot be read.
    """
    from ttmba_live.binaural.stream import SHELLS

    path = shipped() if checkpoint is None else checkpoint
    try:
        digest = hashlib.sha256(path.read_bytes())
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    digest.update(repr(SHELLS).encode())
    return platformdirs.user_cache_path("ttmba_live") / "fields" / f"{digest.hexdigest()[:24]}.npz"


def shipped() -> Path:
    """The weights that come with the package; found without loading torch."""
    import ttmba_live.binaural

    return Path(ttmba_live.binaural.__file__).parent / "nfs" / "weights" / "kemar.safetensors"


def baked_bank(checkpoint: Path | None = None) -> Baked:
    """What the live renderer reads from; raises `Unavailable` or `InvalidInput`."""
    try:
        from ttmba_live.binaural.stream import Baked
    except ImportError as error:
        raise Unavailable(f"numba does not load here ({error})") from error
    _compile()
    return Baked(ensure_field(checkpoint))


def exact_bank(checkpoint: Path | None = None) -> Exact:
    """The network itself in the field's place; loads torch."""
    try:
        from ttmba_live.binaural.nfs.exact import Exact
    except ImportError as error:
        raise Unavailable(f"numba does not load here ({error})") from error
    _compile()
    return Exact(network(checkpoint))


def _compile() -> None:
    """Let another process compile the loops if that was not done yet."""
    from ttmba_live.binaural.stream import compiled

    if not compiled():
        command = [sys.executable, "-m", "ttmba_live.binaural.stream"]
        print("compiling the renderer (once)", file=sys.stderr, flush=True)
        subprocess.run(command, check=False)  # noqa: S603 - our own program; else it is done here


def ensure_field(checkpoint: Path | None = None) -> Field:
    """Read a checkpoint's field, making it first if need be.

    Raises `Unavailable` or `InvalidInput` if the checkpoint cannot be used.
    """
    from ttmba_live.binaural.stream import load_field

    path = field_path(checkpoint)
    with contextlib.suppress(Unavailable, InvalidInput):  # a damaged one is made again
        return load_field(path)
    _bake(path, shipped() if checkpoint is None else checkpoint)
    return load_field(path)


def _bake(path: Path, checkpoint: Path) -> None:
    command = [sys.executable, "-m", "ttmba_live.binaural.nfs.bake", str(path), str(checkpoint)]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stderr is not None
    bar = "{desc} {percentage:3.0f}%|{bar}| {remaining} left"
    with (
        process,
        tqdm(
            desc=f"preparing {checkpoint.name} (once)", total=1.0, bar_format=bar, disable=None
        ) as shown,
    ):
        for line in process.stdout:
            shown.update(float(line) - shown.n)
        said = process.stderr.read().strip().splitlines()
    if process.returncode:
        raise Unavailable(said[-1] if said else f"{checkpoint} could not be prepared")
