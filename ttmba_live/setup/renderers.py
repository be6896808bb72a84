"""The table of renderers: what makes two ears, on stage and offline. Loads none of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._field import NIIRF_BAKER, baked_bank, exact_bank, field_path, shipped
from ttmba_live.setup._folders import heads_folder
from ttmba_live.setup._table import AUTO, Entry, Table
from ttmba_live.setup.heads import find_head, head_bank, is_prepared
from ttmba_live.setup.whole import WHOLES

if TYPE_CHECKING:
    from ttmba_live.binaural import Renderer
    from ttmba_live.setup._settings import BinauralSettings

HEAD = "head"
"""The entry that a named head asks for."""

NFS, NIIRF, SPHERE = "nfs", "niirf", "sphere"


def _checkpoint(settings: BinauralSettings) -> Path | None:
    return Path(settings.checkpoint) if settings.checkpoint else None


def _head(settings: BinauralSettings, hop: int) -> Renderer:
    bank = head_bank(_file(settings), settings.head_radius)
    from ttmba_live.binaural.stream import Stream

    return Stream(bank, hop)


def _nfs(settings: BinauralSettings, hop: int) -> Renderer:
    bank = baked_bank(_checkpoint(settings), settings.head_radius)
    from ttmba_live.binaural.stream import Stream

    return Stream(bank, hop)


def _exact(settings: BinauralSettings, hop: int) -> Renderer:
    bank = exact_bank(_checkpoint(settings))
    from ttmba_live.binaural.stream import Stream

    return Stream(bank, hop)


def _niirf(settings: BinauralSettings, hop: int) -> Renderer:
    bank = baked_bank(_niirf_file(settings), settings.head_radius, NIIRF_BAKER)
    from ttmba_live.binaural.stream import Stream

    return Stream(bank, hop)


def _niirf_file(settings: BinauralSettings) -> Path:
    file = _checkpoint(settings)
    if file is None:
        raise Unavailable(
            "the renderer niirf ships no weights: `ttmba-live train niirf HEAD.sofa -o RUN` makes "
            "some; then --checkpoint RUN/niirf.safetensors, or checkpoint in [binaural]"
        )
    return file


def _sphere(settings: BinauralSettings, hop: int) -> Renderer:
    del settings
    from ttmba_live.binaural.sphere import Sphere  # with it comes scipy.signal, for a second

    return Sphere(hop)


def _file(settings: BinauralSettings) -> Path:
    file = find_head(settings.head, heads_folder(settings.heads))
    if file is None:
        raise Unavailable("the renderer head needs a head: --head SOFA, or head in [binaural]")
    return file


def _look_at_head(settings: BinauralSettings, hop: int) -> str:
    del hop
    file = _file(settings)
    _need("numba")
    return str(file) if is_prepared(file) else f"{file}; the first start prepares it in some 5 s"


def _look_at_nfs(settings: BinauralSettings, hop: int) -> str:
    del hop
    checkpoint = _checkpoint(settings)
    _need("numba")
    if field_path(checkpoint).is_file():
        return _weights(checkpoint)
    _need("torch")
    return f"{_weights(checkpoint)}; the first start prepares the head, which takes a minute"


def _look_at_exact(settings: BinauralSettings, hop: int) -> str:
    del hop
    checkpoint = _checkpoint(settings)
    _need("numba")
    _need("torch")
    field_path(checkpoint)  # which reads it
    return _weights(checkpoint)


def _look_at_niirf(settings: BinauralSettings, hop: int) -> str:
    del hop
    file = _niirf_file(settings)
    _need("numba")
    if field_path(file, NIIRF_BAKER).is_file():
        return f"weights of {file}"
    _need("torch")
    return f"weights of {file}; the first start prepares the head in some seconds"


def _look_at_sphere(settings: BinauralSettings, hop: int) -> str:
    del settings, hop
    return "needs no weights"


def _weights(checkpoint: Path | None) -> str:
    return f"weights of {checkpoint or f'MIT KEMAR ({shipped().name})'}"


def _need(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise Unavailable(f"the Python package {package} is not installed")


RENDERERS = Table(
    "renderer",
    Entry(
        "head",
        "a measured head from a SOFA file, without training",
        "numba, and h5py to read the file once",
        _head,
        _look_at_head,
        auto=False,
    ),
    Entry(
        NFS,
        "the network, baked once for each checkpoint",
        "numba; torch for the first start with another checkpoint",
        _nfs,
        _look_at_nfs,
    ),
    Entry(
        "exact",
        "the network itself, which takes milliseconds for every place",
        "numba and torch",
        _exact,
        _look_at_exact,
        auto=False,
    ),
    Entry(
        NIIRF,
        "NIIRF, a rival of the paper's: a measured head as 34 filters an ear, from a network",
        "numba, and weights that `ttmba-live train niirf` made (`--checkpoint`); torch to prepare",
        _niirf,
        _look_at_niirf,
        auto=False,
    ),
    Entry(
        SPHERE,
        "a spherical head: no pinna, so front and back sound alike",
        "",
        _sphere,
        _look_at_sphere,
    ),
)
"""Each takes the settings in [binaural] and a hop in frames."""

OFFLINE = {"head": "head", "live": "nfs", "exact": "exact", "niirf": "niirf", "sphere": "sphere"}
"""Offline names of the renderers that go hop by hop, as on stage."""

OFFLINE_CHOICES = (AUTO, *(entry.name for entry in WHOLES), *OFFLINE)
"""What ``render`` and ``binauralize`` may be asked for; "auto" is the network, each clip whole."""

_NO_ROOMS = {"exact", *(entry.name for entry in WHOLES)}


def playing_rooms(renderer: str) -> str:
    """The offline renderer that plays a room, of what was asked for; raises `InvalidInput`."""
    if renderer in _NO_ROOMS:
        raise InvalidInput(
            f"the renderer {renderer} plays no rooms: choose live, head, niirf or sphere, or "
            "--room none"
        )
    return "live" if renderer == AUTO else renderer
