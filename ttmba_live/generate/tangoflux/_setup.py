"""What a daemon decides before TangoFlux is loaded: folder, device, settings. Loads no torch."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ttmba_live.errors import Unavailable
from ttmba_live.generate._child import IN_CHILD
from ttmba_live.generate.tangoflux._folder import check_files, fingerprint

if TYPE_CHECKING:
    from ttmba_live.generate.tangoflux._generator import TangoFluxGenerator

VERSION = 3
"""Raised whenever equal orders begin to give other samples."""


def default_folder() -> Path:
    """Where ``download`` puts the model and everything else looks for it."""
    return Path(platformdirs.user_data_dir("ttmba_live")) / "tangoflux"


@dataclass(frozen=True, slots=True)
class Setup:
    """Makes the generator where it is called; travels to another process."""

    folder: Path
    device: str = "cpu"
    steps: int = 25
    guidance: float = 4.5
    batch: int = 8

    def check(self) -> None:
        """Raise `Unavailable` or `InvalidInput` if the folder cannot be used; milliseconds."""
        check_files(self.folder)
        for name in ("torch", "diffusers", "transformers", "safetensors", "pyloudnorm"):
            try:
                importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                raise Unavailable(f"TangoFlux needs the Python package {name}") from None

    def identity(self) -> str:
        """All but the order itself that decides a clip's samples; reads some megabytes."""
        kind = self.device.split(":", 1)[0]
        settings = f"{self.steps} {self.guidance:.6g} {kind}"
        return f"tangoflux {VERSION} {fingerprint(self.folder)} {settings}"

    def __call__(self) -> TangoFluxGenerator:
        """Load the model."""
        return self.load(lambda _: None)

    def load(self, told: Callable[[float], None]) -> TangoFluxGenerator:
        """Load the model, telling how much is done, 0..1."""
        from ttmba_live.generate.tangoflux._generator import TangoFluxGenerator
        from ttmba_live.generate.tangoflux._tangoflux import limit_threads, load_model

        if os.environ.get(IN_CHILD):  # a worker's child leaves one core to the sound
            limit_threads(max((os.cpu_count() or 2) - 1, 1))
        model = load_model(self.folder, self.device, told)
        batch = 1 if model.device.type == "cpu" else self.batch  # a CPU gains nothing by waiting
        return TangoFluxGenerator(model, steps=self.steps, guidance=self.guidance, batch=batch)
