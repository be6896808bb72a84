"""What a daemon decides before TangoFlux is loaded: folder, device, settings. Loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ttmba_live.generate import Ability
from ttmba_live.generate.model import LoraSetup, models_folder
from ttmba_live.generate.tangoflux._folder import NEEDED, OWN_VAE, check_files

if TYPE_CHECKING:
    from ttmba_live.generate.model._ask import Told
    from ttmba_live.generate.tangoflux._tangoflux import TangoFlux


def default_folder() -> Path:
    """Where ``download`` puts the model and everything else looks for it."""
    return models_folder() / "tangoflux"


@dataclass(frozen=True, slots=True)
class Setup(LoraSetup):
    """Makes the generator where it is called; travels to another process."""

    name: ClassVar[str] = "tangoflux"
    version: ClassVar[int] = 3
    can: ClassVar[frozenset[Ability]] = frozenset({"negative", "guidance", "start", "lora"})
    licence: ClassVar[str] = "research and non-commercial use only"
    sellable: ClassVar[bool] = False

    def files(self) -> tuple[str, ...]:
        """All files of the model."""
        own = (self.folder / OWN_VAE).exists()
        return (*NEEDED, OWN_VAE) if own else NEEDED

    def check_files(self) -> None:
        """Look at the files; see `ModelSetup.check_files`."""
        check_files(self.folder)
        self.check_lora()

    def load_model(self, told: Told) -> TangoFlux:
        """Read the weights."""
        from ttmba_live.generate.tangoflux._tangoflux import load_model

        return load_model(self.folder, self.device, told, lora=self.lora, loras=self.loras)
