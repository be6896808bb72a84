"""What a daemon decides before AudioLDM or AudioLDM 2 is loaded. Loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from ttmba_live.generate._spec import Ability
from ttmba_live.generate.audioldm._folder import (
    NEEDED,
    NEEDED2,
    check_audioldm,
    check_audioldm2,
)
from ttmba_live.generate.model import ModelSetup

if TYPE_CHECKING:
    from ttmba_live.generate.audioldm._mel import MelModel
    from ttmba_live.generate.model._ask import Told


@dataclass(frozen=True, slots=True)
class _LdmSetup(ModelSetup):
    version: ClassVar[int] = 1
    can: ClassVar[frozenset[Ability]] = frozenset({"negative", "guidance"})
    sellable: ClassVar[bool] = False

    sampler: Literal["dpm++", "ddim"] = "dpm++"

    def more(self) -> str:
        """Which way through the noise."""
        return self.sampler


@dataclass(frozen=True, slots=True)
class AudioLdmSetup(_LdmSetup):
    """Makes the generator of the paper's baseline; see `ModelSetup`."""

    name: ClassVar[str] = "audioldm"
    licence: ClassVar[str] = "CC BY-NC 4.0: non-commercial use only"

    def files(self) -> tuple[str, ...]:
        """All files of the model."""
        return NEEDED

    def check_files(self) -> None:
        """Look at the files."""
        check_audioldm(self.folder)

    def load_model(self, told: Told) -> MelModel:
        """Read the weights."""
        from ttmba_live.generate.audioldm._load import load_audioldm

        return load_audioldm(self.folder, self.device, self.sampler, told)


@dataclass(frozen=True, slots=True)
class AudioLdm2Setup(_LdmSetup):
    """Makes AudioLDM 2's generator; see `ModelSetup`."""

    name: ClassVar[str] = "audioldm2"
    licence: ClassVar[str] = "CC BY-NC-SA 4.0: non-commercial use only"

    def files(self) -> tuple[str, ...]:
        """All files of the model."""
        return NEEDED2

    def check_files(self) -> None:
        """Look at the files."""
        check_audioldm2(self.folder)

    def load_model(self, told: Told) -> MelModel:
        """Read the weights."""
        from ttmba_live.generate.audioldm._load import load_audioldm2

        return load_audioldm2(self.folder, self.device, self.sampler, told)
