"""Requests for clips made anew or otherwise, as frozen values. Knows no clip and no generator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Again:
    """Make a source's clip anew with another seed, this one or any, and let it take over."""

    id: str
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Vary:
    """The same, made from its present clip, of which so much may change (above 0, up to 1)."""

    id: str
    amount: float
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class SetLora:
    """By which LoRA events are made from now on that name none; empty is none."""

    name: str
