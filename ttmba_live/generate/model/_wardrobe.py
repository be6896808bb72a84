"""LoRAs by name: which one a loaded model computes with now. Knows files' names; loads nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ttmba_live.errors import GenerationFailed, TtmbaError, did_you_mean
from ttmba_live.generate.model._folder import LORA, lora_names, read_shapes

PutOn = Callable[[Path | None], None]
"""Lets the model compute with a file's changes and no others, or with none; raises `TtmbaError`."""


class Wardrobe:
    """The LoRAs that a model may wear; it wears the usual one when this is made."""

    def __init__(self, put_on: PutOn, loras: Path | None, usual: Path | None) -> None:
        """``usual`` is a file, ``loras`` the folder of the others."""
        self._put_on, self._loras, self._usual = put_on, loras, usual
        self._worn: str | None = ""
        """A LoRA's name; empty is the usual one, None is what nobody knows."""

    def check(self, name: str) -> None:
        """Raise `GenerationFailed` if there is none of that name; empty is the usual one."""
        if not name:
            return
        there = lora_names(self._loras)
        if name not in there:
            where = f" in {self._loras}" if self._loras else ""
            raise GenerationFailed(f"no LoRA {name!r}{where}{did_you_mean(name, there)}")
        try:
            read_shapes(self._path(name))
        except TtmbaError as error:
            raise GenerationFailed(str(error)) from error

    def _path(self, name: str) -> Path:
        assert self._loras is not None
        return self._loras / f"{name}{LORA}"

    def wear(self, name: str) -> None:
        """Compute with that one from now on; raises `GenerationFailed`, and the next one is put on.

        However often they change, none leaves a trace.
        """
        if name == self._worn:
            return
        self._worn = None
        try:
            self._put_on(self._path(name) if name else self._usual)
        except TtmbaError as error:
            raise GenerationFailed(str(error)) from error
        self._worn = name
