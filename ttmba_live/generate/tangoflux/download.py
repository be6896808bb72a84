"""Fetches the model's files from the Hugging Face hub, checked and resumable. Loads none of them.

Afterwards everything works without a network.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.generate.tangoflux._folder import MODEL, TEXT, VAE, check_files
from ttmba_live.generate.tangoflux._setup import default_folder

LICENCE = (
    "TangoFlux's weights come under the Stability AI Community License and WavCaps' terms: for "
    "research and non-commercial use only. See https://huggingface.co/declare-lab/TangoFlux"
)

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one repository and the folder below the model's where they belong."""

    repository: str
    names: tuple[str, ...]
    below: str = ""


SOURCES = (
    Source("declare-lab/TangoFlux", ("config.json", MODEL, VAE)),
    Source(
        "google/flan-t5-large", ("config.json", "tokenizer.json", "tokenizer_config.json"), TEXT
    ),
)


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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run_download` reads."""
    parser.add_argument(
        "--folder", type=Path, default=default_folder(), help="where to (default: %(default)s)"
    )


def run_download(arguments: argparse.Namespace) -> None:
    """Do what ``ttmba-live download`` does; raises `TtmbaError`."""
    download(arguments.folder, say=lambda line: print(line, file=sys.stderr))


def download(
    folder: Path,
    *,
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
    endpoint: str | None = None,
) -> None:
    """Fetch what is missing or differs, go on where an earlier call was cut off, check all of it.

    Args:
        folder: the model's folder; made if need be.
        say: told the licence, the folder and each step in a line.
        endpoint: address of a mirror of the hub.

    Raises `Unavailable` for anything that hinders it: no network, no room, a wrong file.
    """
    say(LICENCE)
    say(f"folder: {folder}")
    files = [file for source in SOURCES for file in _listed(source, Path(folder), endpoint)]
    wanted = [file for file in files if not _whole(file)]
    _check_room(Path(folder), wanted)
    for file in files:
        if file not in wanted:
            say(f"{file.path.relative_to(folder)}: already there")
            continue
        size = f"{file.size / 1e6:.1f} MB from {file.source.repository}"
        say(f"{file.path.relative_to(folder)}: {size}")
        _fetch(file, endpoint)
    try:
        check_files(Path(folder))
    except TtmbaError as error:
        raise Unavailable(f"what was fetched cannot be used: {error}") from error
    say("TangoFlux is ready; no network is needed from now on")


def _listed(source: Source, folder: Path, endpoint: str | None) -> list[_File]:
    """Ask the hub for a repository's files."""
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    try:
        found = HfApi(endpoint=endpoint).get_paths_info(source.repository, list(source.names))
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

    try:
        hf_hub_download(
            file.source.repository,
            file.name,
            local_dir=file.path.parent,
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
    line = next(iter(str(error).splitlines()), "") or type(error).__name__
    return Unavailable(f"cannot fetch {source.repository}: {line[:300]}; run it again to go on")
