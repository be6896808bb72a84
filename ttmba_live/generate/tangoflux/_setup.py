"""What a daemon decides before TangoFlux is loaded: folder, device, settings. Loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ttmba_live.generate import Ability
from ttmba_live.generate.model import ModelSetup, models_folder
from ttmba_live.generate.model._folder import fingerprint, read_shapes
from ttmba_live.generate.tangoflux._folder import LORA, NEEDED, OWN_VAE, check_files, lora_names

if TYPE_CHECKING:
    from ttmba_live.generate.model._ask import Told
    from ttmba_live.generate.tangoflux._tangoflux import TangoFlux


def default_folder() -> Path:
    """Where ``download`` puts the model and everything else looks for it."""
    return models_folder() / "tangoflux"


@dataclass(frozen=True, slots=True)
class Setup(ModelSetup):
    """Makes the generator where it is called; travels to another process."""

    name: ClassVar[str] = "tangoflux"
    version: ClassVar[int] = 3
    can: ClassVar[frozenset[Ability]] = frozenset({"negative", "guidance", "start", "lora"})
    licence: ClassVar[str] = "research and non-commercial use only"
    sellable: ClassVar[bool] = False

    lora: Path | None = None
    """What `ttmba-live train tangoflux` made, to be added to the weights."""
    loras: Path | None = None
    """The folder of others, which orders may name instead."""

    def files(self) -> tuple[str, ...]:
        """All files of the model."""
        own = (self.folder / OWN_VAE).exists()
        return (*NEEDED, OWN_VAE) if own else NEEDED

    def check_files(self) -> None:
        """Look at the files; see `ModelSetup.check_files`."""
        check_files(self.folder)
        if self.lora is not None:
            read_shapes(self.lora)

    def more(self) -> str:
        """The LoRAs' fingerprints."""
        words = []
        if self.lora is not None:
            words.append(f"lora {fingerprint(self.lora.parent, [self.lora.name])}")
        if self.loras is not None and (there := lora_names(self.loras)):
            words.append(f"loras {fingerprint(self.loras, [name + LORA for name in there])}")
        return " ".join(words)

    def load_model(self, told: Told) -> TangoFlux:
        """Read the weights."""
        from ttmba_live.generate.tangoflux._tangoflux import load_model

        return load_model(self.folder, self.device, told, lora=self.lora, loras=self.loras)
