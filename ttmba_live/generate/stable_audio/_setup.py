"""What a daemon decides before Stable Audio 3 is loaded: size, folder, device. Loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from ttmba_live.generate._spec import Ability
from ttmba_live.generate.model import LoraSetup, models_folder
from ttmba_live.generate.stable_audio._folder import NEEDED, check_files

if TYPE_CHECKING:
    from ttmba_live.generate.model._ask import Told
    from ttmba_live.generate.stable_audio._model import StableAudio3

VARIANTS = ("medium", "small-sfx", "small-music")
"""In the order in which "auto" tries them; the first one wants a GPU."""

BASES = ("small-sfx-base", "small-music-base", "medium-base")
"""The models before they were distilled: LoRAs are learnt on these, and play on either."""


def default_folder(variant: str) -> Path:
    """Where ``download`` puts one of the `VARIANTS` or `BASES`."""
    return models_folder() / f"stable-audio-3-{variant}"


@dataclass(frozen=True, slots=True)
class StableAudioSetup(LoraSetup):
    """Makes the generator where it is called; see `ModelSetup`."""

    name: ClassVar[str] = "stable-audio-3"
    version: ClassVar[int] = 2
    can: ClassVar[frozenset[Ability]] = frozenset({"negative", "guidance", "start", "lora"})
    licence: ClassVar[str] = (
        "Stability AI Community License: may be sold by who earns under 1 million US dollars a year"
    )
    sellable: ClassVar[bool] = True

    steps: int = 8
    guidance: float = 1.0
    precision: Literal["auto", "float32", "bfloat16", "int8"] = "auto"

    def files(self) -> tuple[str, ...]:
        """All files of the model."""
        return NEEDED

    def more(self) -> str:
        """What the transformer computes in, and the LoRAs."""
        return f"{self.precision} {LoraSetup.more(self)}".strip()

    def check_files(self) -> None:
        """Look at the files."""
        check_files(self.folder)
        self.check_lora()

    def load_model(self, told: Told) -> StableAudio3:
        """Read the weights."""
        from ttmba_live.generate.stable_audio._load import load_model

        return load_model(
            self.folder, self.device, self.precision, told, lora=self.lora, loras=self.loras
        )
