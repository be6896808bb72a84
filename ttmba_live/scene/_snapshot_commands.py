"""Requests about snapshots of the scene, as frozen values. Knows no scene and no wire."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreSnapshot:
    """Keep how everything stands now under a name, in place of what has it."""

    name: str


@dataclass(frozen=True, slots=True)
class RecallSnapshot:
    """Let everything stand again as it did, in so many seconds."""

    name: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class DeleteSnapshot:
    """Forget a snapshot."""

    name: str


@dataclass(frozen=True, slots=True)
class ListSnapshots:
    """Tell which there are."""


SnapshotCommand = StoreSnapshot | RecallSnapshot | DeleteSnapshot | ListSnapshots
"""All of them."""
