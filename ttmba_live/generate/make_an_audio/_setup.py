"""What a daemon decides before Make-An-Audio 2 is loaded. Loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ttmba_live.generate._spec import Ability
from ttmba_live.generate.make_an_audio._folder import NEEDED, check_files
from ttmba_live.generate.model import ModelSetup

if TYPE_CHECKING:
    from ttmba_live.generate.make_an_audio._model import MakeAnAudio2
    from ttmba_live.generate.model._ask import Told


@dataclass(frozen=True, slots=True)
class MakeAnAudioSetup(ModelSetup):
    """Makes the generator where it is called; see `ModelSetup`."""

    name: ClassVar[str] = "make-an-audio-2"
    version: ClassVar[int] = 1
    can: ClassVar[frozenset[Ability]] = frozenset({"negative", "guidance"})
    licence: ClassVar[str] = "not clear: research use only"
    sellable: ClassVar[bool] = False

    def files(self) -> tuple[str, ...]:
        """All files of the model."""
        return NEEDED

    def check_files(self) -> None:
        """Look at the files."""
        check_files(self.folder)

    def load_model(self, told: Told) -> MakeAnAudio2:
        """Read the weights."""
        from ttmba_live.generate.make_an_audio._load import load_model

        return load_model(self.folder, self.device, told)
