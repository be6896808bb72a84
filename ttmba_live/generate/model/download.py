"""Fetches a model's files from the Hugging Face hub, checked and resumable. Loads none of them.

Only files that a package names are fetched. Afterwards everything works without a network.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ttmba_live.audio import whole_file
from ttmba_live.errors import TtmbaError, Unavailable

_CHUNK = 1 << 22
_AGREED = "licence.txt"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one repository and the folder below the model's where they belong."""

    repository: str
    names: tuple[str, ...]
    below: str = ""
    revision: str = "main"
    """A commit, where what the package expects is known to the byte."""


@dataclass(frozen=True, slots=True)
class Package:
    """All that one model needs on the disk."""

    name: str
    """What ``ttmba-live download`` calls it."""
    about: str
    """What it is, in one line."""
    gigabytes: float
    """How much is fetched, about."""
    licence: str
    """Its terms in a few sentences, and where they stand; shown before anything is fetched."""
    sources: tuple[Source, ...]
    folder: Callable[[], Path]
    """Where it belongs if nothing else is said."""
    check: Callable[[Path], None]
    """Raises `TtmbaError` if a folder cannot be used."""


@dataclass(frozen=True, slots=True)
class _File:
    """One published file: where from, where to, how large, and its hash."""

    source: Source
    name: str
    path: Path
    size: int
    digest: str
    """SHA-256 of large files' content; git's own blob hash of small ones."""


class _Bar(tqdm):  # type: ignore[type-arg]
    """A progress bar on a terminal; silent in pipes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.pop("name", None)
        super().__init__(*arguments, **{**options, "disable": None})


def download(
    package: Package,
    folder: Path,
    *,
    say: Say = lambda line: None,  # noqa: ARG005
    agrees: Callable[[], bool] = lambda: True,
    endpoint: str | None = None,
) -> None:
    """Fetch what is missing or differs, go on where an earlier call was cut off, check all of it.

    Args:
        package: what to fetch.
        folder: the model's folder; made if need be.
        say: told the licence, the folder and each step in a line.
        agrees: whether the user accepts the licence; asked once for a folder.
        endpoint: address of a mirror of the hub.

    Raises `Unavailable` for anything that hinders it: no network, no room, no access, a wrong file.
    """
    folder = Path(folder)
    say(package.licence)
    say(f"folder: {folder}")
    if not _agreed(package, folder) and not agrees():
        raise Unavailable(f"{package.name} was not fetched: its licence was not accepted")
    files = [file for source in package.sources for file in _listed(source, folder, endpoint)]
    wanted = [file for file in files if not _whole(file)]
    _check_room(folder, wanted)
    with whole_file(folder / _AGREED) as part:
        part.write_text(package.licence, encoding="utf-8")
    for file in files:
        if file not in wanted:
            say(f"{file.path.relative_to(folder)}: already there")
            continue
        size = f"{file.size / 1e6:.1f} MB from {file.source.repository}"
        say(f"{file.path.relative_to(folder)}: {size}")
        _fetch(file, endpoint)
    try:
        package.check(folder)
    except TtmbaError as error:
        raise Unavailable(f"what was fetched cannot be used: {error}") from error
    say(f"{package.name} is ready; no network is needed from now on")


def _agreed(package: Package, folder: Path) -> bool:
    """Whether the same licence was accepted for this folder before."""
    try:
        return (folder / _AGREED).read_text(encoding="utf-8") == package.licence
    except (OSError, UnicodeDecodeError):
        return False


def _listed(source: Source, folder: Path, endpoint: str | None) -> list[_File]:
    """Ask the hub for a repository's files."""
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    try:
        found = HfApi(endpoint=endpoint).get_paths_info(
            source.repository, list(source.names), revision=source.revision
        )
    except Exception as error:
        raise _unreachable(source, error) from error
    files = [
        _File(
            source,
            about.path,
            folder / source.below / about.path,
            about.size,
            about.lfs.sha256 if about.lfs else about.blob_id,
        )
        for about in found
        if isinstance(about, RepoFile) and about.path in source.names
    ]
    if lacking := set(source.names) - {file.name for file in files}:
        raise Unavailable(f"{source.repository} has no {', '.join(sorted(lacking))} any more")
    return files


def _fetch(file: _File, endpoint: str | None) -> None:
    """Fetch one file beside its place and move it there once its hash is right."""
    from huggingface_hub import hf_hub_download

    root = file.path.parents[file.name.count("/")]
    try:
        hf_hub_download(
            file.source.repository,
            file.name,
            revision=file.source.revision,
            local_dir=root,
            endpoint=endpoint,
            force_download=file.path.exists(),
            tqdm_class=_Bar,
        )
    except Exception as error:
        raise _unreachable(file.source, error) from error
    if not _whole(file):
        file.path.unlink(missing_ok=True)
        raise Unavailable(
            f"{file.path.name} from {file.source.repository} does not match its published hash "
            "and was removed; run the download again"
        )


def _whole(file: _File) -> bool:
    """Whether a file is there with the published size and hash."""
    try:
        if file.path.stat().st_size != file.size:
            return False
        if len(file.digest) == 64:
            digest = hashlib.sha256()
        else:
            digest = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
        with (
            file.path.open("rb") as content,
            _Bar(total=file.size, unit="B", unit_scale=True, desc=f"check {file.name}") as bar,
        ):
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                bar.update(len(chunk))
    except OSError:
        return False
    return digest.hexdigest() == file.digest


def _check_room(folder: Path, files: list[_File]) -> None:
    """Raise `Unavailable` if the files cannot be written or do not fit."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
    needed = sum(file.size for file in files)
    if needed > free:
        raise Unavailable(
            f"{folder} has room for {free / 1e9:.1f} GB; the model needs {needed / 1e9:.1f} GB more"
        )


def _unreachable(source: Source, error: Exception) -> Unavailable:
    from huggingface_hub.errors import GatedRepoError

    if isinstance(error, GatedRepoError):
        return Unavailable(
            f"{source.repository} is gated: accept its terms at https://huggingface.co/"
            f"{source.repository}, then `hf auth login` (or set HF_TOKEN) and run it again"
        )
    line = next(iter(str(error).splitlines()), "") or type(error).__name__
    return Unavailable(f"cannot fetch {source.repository}: {line[:300]}; run it again to go on")
