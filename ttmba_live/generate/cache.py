"""Clips on disk under the hash of all that decides their samples. Makes none, knows no model.

A file is whole or absent, and carries a checksum: a damaged one is put away and made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np

from ttmba_live.audio import Clip, whole_file
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.generate._spec import ClipSpec, Generator, Made
from ttmba_live.long_clip import LongClip

GIB = 1 << 30
_ENDING = ".clip"
_HEAD = struct.Struct("<8s32sI")
_MAGIC = b"TTMBA\x00\x01\n"


class Cache:
    """At most ``limit`` bytes of clips in ``folder``, the ones heard longest ago go first.

    Any thread. Several processes may share a folder.
    """

    def __init__(self, folder: Path, limit: int = 2 * GIB) -> None:
        self._folder, self._limit = Path(folder), limit
        self._lock = threading.Lock()
        self._bytes: int | None = None

    def get(self, identity: str, spec: ClipSpec) -> Made | None:
        """Return the clip that ``identity`` made of ``spec`` before; None if there is none."""
        path = self._path(identity, spec)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        made = _unpacked(content)
        with contextlib.suppress(OSError):
            if made is None:
                path.unlink()
            else:
                os.utime(path)
        return made

    def put(self, identity: str, spec: ClipSpec, made: Made) -> None:
        """Keep a clip; raises `Unavailable` if the folder cannot be written."""
        content = _packed(made)
        if len(content) > self._limit:
            return
        with self._lock:
            self._make_room(len(content))
            path = self._path(identity, spec)
            with whole_file(path) as part:
                part.write_bytes(content)
            self._bytes = (self._bytes or 0) + len(content)

    def _path(self, identity: str, spec: ClipSpec) -> Path:
        words = repr((identity, *spec.key))
        name = hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()
        return self._folder / f"{name}{_ENDING}"

    def _make_room(self, size: int) -> None:
        """Remove the clips used longest ago until ``size`` more bytes fit."""
        if self._bytes is not None and self._bytes + size <= self._limit:
            return
        found = []
        with contextlib.suppress(OSError):
            for entry in os.scandir(self._folder):
                with contextlib.suppress(OSError):
                    if entry.name.endswith(_ENDING):
                        about = entry.stat()
                        found.append((about.st_mtime_ns, about.st_size, entry.path))
        self._bytes = sum(held for _, held, _ in found)
        for _, held, path in sorted(found):
            if self._bytes + size <= self._limit:
                break
            with contextlib.suppress(OSError):
                Path(path).unlink()
                self._bytes -= held


class Shelf:
    """One generator's part of a cache."""

    def __init__(self, cache: Cache, identity: str, *, maker: str = "", licence: str = "") -> None:
        """``identity`` names all but the order that decides the samples.

        ``maker`` and ``licence`` are those of the clips that lie here.
        """
        self._cache, self._identity = cache, identity
        self._maker, self._licence = maker, licence
        self._fault = ""

    def find(self, spec: ClipSpec) -> Made | None:
        """Return the clip made of ``spec`` before; None if there is none."""
        made = self._cache.get(self._identity, spec)
        return made and replace(made, maker=self._maker, licence=self._licence)

    def keep(self, spec: ClipSpec, made: Made) -> Made:
        """Keep a clip, if it is the maker's, and return it.

        What hinders that is noted with the first it concerns. A long one is only returned: there
        is no room for it in memory, nor often in the cache.
        """
        if made.maker != self._maker or isinstance(made.clip, LongClip):
            return made
        try:
            self._cache.put(self._identity, spec, made)
        except Unavailable as error:
            if str(error) != self._fault:
                self._fault = str(error)
                note = f"{made.note}, not kept: {error}".removeprefix(", ")
                return replace(made, note=note)
        return made


class Remembering:
    """A generator that makes no clip twice; see `generate._spec.Generator`."""

    def __init__(self, generator: Generator, shelf: Shelf) -> None:
        self._generator, self._shelf = generator, shelf
        self.name = generator.name

    def generate(self, spec: ClipSpec) -> Made:
        """Return the kept clip, or make one and keep it where that is possible."""
        found = self._shelf.find(spec)
        return found or self._shelf.keep(spec, self._generator.generate(spec))


def _packed(made: Made) -> bytes:
    note = made.note.encode("utf-8", "replace")
    body = note + made.clip.samples.astype("<f4").tobytes()
    return _HEAD.pack(_MAGIC, _digest(len(note), body), len(note)) + body


def _digest(length: int, body: bytes) -> bytes:
    return hashlib.sha256(b"%d " % length + body).digest()


def _unpacked(content: bytes) -> Made | None:
    """What `_packed` made, or None for anything else."""
    if len(content) < _HEAD.size:
        return None
    magic, digest, length = _HEAD.unpack_from(content)
    body = content[_HEAD.size :]
    if magic != _MAGIC or _digest(length, body) != digest:
        return None
    try:
        samples = np.frombuffer(body, "<f4", offset=length).astype(np.float32)
        return Made(Clip(samples), body[:length].decode())
    except (ValueError, TtmbaError):
        return None
