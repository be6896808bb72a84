"""Requests about sound devices, as frozen values. Knows no device."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenewDevices:
    """Look for devices anew, with all of them let go for a moment."""
