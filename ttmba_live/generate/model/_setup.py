"""What a daemon decides before a model is loaded: folder, device, settings. Loads no torch."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import platformdirs

from ttmba_live.errors import Unavailable
from ttmba_live.generate._spec import Ability
from ttmba_live.generate.model._folder import LORA, fingerprint, lora_names, read_shapes

if TYPE_CHECKING:
    from ttmba_live.generate.model._ask import Model, Told
    from ttmba_live.generate.model._generator import ModelGenerator

_PACKAGES = ("torch", "diffusers", "transformers", "safetensors", "pyloudnorm")


def models_folder() -> Path:
    """Where ``download`` puts models and everything else looks for them, each in its own folder."""
    return Path(platformdirs.user_data_dir("ttmba_live"))


@dataclass(frozen=True, slots=True)
class ModelSetup:
    """Makes a model's generator where it is called; travels to another process by value."""

    name: ClassVar[str]
    version: ClassVar[int]
    """Raised whenever equal orders begin to give other samples."""
    can: ClassVar[frozenset[Ability]]
    """What of `ClipSpec.wants` it can do."""
    licence: ClassVar[str]
    """Under what terms its clips may be used, in a few words."""
    sellable: ClassVar[bool]
    """Whether that allows what is sold."""

    folder: Path
    device: str = "cpu"
    steps: int = 25
    guidance: float = 4.5
    batch: int = 8
    filled: bool = field(default=False, kw_only=True)
    """Whether every pass has as many rows, so that no clip depends on its company."""

    def files(self) -> tuple[str, ...]:
        """All files that decide its sound, relative to the folder."""
        raise NotImplementedError

    def check_files(self) -> None:
        """Raise `Unavailable` or `InvalidInput` if a file lacks or is not whole; milliseconds."""
        raise NotImplementedError

    def load_model(self, told: Told) -> Model:
        """Read the weights; raises likewise."""
        raise NotImplementedError

    def more(self) -> str:
        """What else than steps, guidance and device decides the samples."""
        return ""

    def check(self) -> None:
        """Raise `Unavailable` or `InvalidInput` if it cannot be loaded; milliseconds."""
        self.check_files()
        for name in _PACKAGES:
            try:
                importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                raise Unavailable(f"{self.name} needs the Python package {name}") from None

    def identity(self) -> str:
        """All but the order itself that decides a clip's samples; reads some megabytes."""
        kind = self.device.split(":", 1)[0]
        settings = f"{self.steps} {self.guidance:.6g} {kind}"
        words = [self.name, str(self.version), fingerprint(self.folder, self.files()), settings]
        if self.filled and kind != "cpu":
            words.append(f"in passes of {self.batch}")
        return " ".join([*words, self.more()]).strip()

    def __call__(self) -> ModelGenerator:
        """Load the model."""
        return self.load(lambda _: None)

    def load(self, told: Told) -> ModelGenerator:
        """Load the model, telling how much is done, 0..1."""
        from ttmba_live.generate.model._device import leave_a_core
        from ttmba_live.generate.model._generator import ModelGenerator

        leave_a_core()
        model = self.load_model(told)
        batch = 1 if model.device.type == "cpu" else self.batch  # a CPU gains nothing by waiting
        return ModelGenerator(
            model, steps=self.steps, guidance=self.guidance, batch=batch, filled=self.filled
        )


@dataclass(frozen=True, slots=True)
class LoraSetup(ModelSetup):
    """One whose model computes with LoRAs."""

    lora: Path | None = None
    """What `ttmba-live train` made, to be added to the weights."""
    loras: Path | None = None
    """The folder of others, which orders may name instead."""

    def check_lora(self) -> None:
        """Raise `Unavailable` or `InvalidInput` if the usual one is not whole; milliseconds."""
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
