"""The sets of measures and the files each needs. Loads nothing until it is asked for.

A folder of models holds ``panns``, ``msclap`` (with BERT's config and tokenizer in ``text``),
``ast`` and ``clap``; the last two as the hub has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ttmba_live.errors import TtmbaError, Unavailable

if TYPE_CHECKING:
    import torch

    from ttmba_live.measures._listening import Listener

CNN14 = "Cnn14_16k_mAP=0.438.pth"
CLAP_2022 = "CLAP_weights_2022.pth"
_ENDINGS = ("model.safetensors", "pytorch_model.bin")


@dataclass(frozen=True, slots=True)
class Part:
    """One network of a set: what it gives, which files it needs, what loads them."""

    about: str
    gives: tuple[str, ...]
    """Which columns of the table."""
    folder: str
    needs: tuple[tuple[str, ...], ...]
    """Files below it; of each tuple one is enough."""
    load: Callable[[Path, torch.device], Listener]
    """Takes the part's own folder."""
    source: str
    """Where its files come from, in words."""

    def check(self, models: Path) -> None:
        """Raise `Unavailable` that names what lacks."""
        here = models / self.folder
        lacking = [
            " or ".join(names)
            for names in self.needs
            if not any((here / name).is_file() for name in names)
        ]
        if lacking:
            raise Unavailable(f"{here} lacks {', '.join(lacking)}; {self.source}")


def _panns(folder: Path, device: torch.device) -> Listener:
    from ttmba_live.measures._panns import load_panns

    return load_panns(folder / CNN14, device)


def _msclap(folder: Path, device: torch.device) -> Listener:
    from ttmba_live.measures._msclap import load_msclap

    return load_msclap(folder / CLAP_2022, device)


def _ast(folder: Path, device: torch.device) -> Listener:
    from ttmba_live.measures._modern import Ast

    return Ast(folder, device)


def _clap(folder: Path, device: torch.device) -> Listener:
    from ttmba_live.measures._modern import Clap

    del device
    return Clap(folder)


_MODERN = "ttmba-live download measures-modern"
_HUB = (("config.json",), ("preprocessor_config.json",), _ENDINGS)

MEASURES: Mapping[str, tuple[Part, Part]] = {
    "paper": (
        Part(
            "PANNs Cnn14 at 16 kHz",
            ("fd", "kl", "inception"),
            "panns",
            ((CNN14,),),
            _panns,
            "it is at https://zenodo.org/records/3987831",
        ),
        Part(
            "Microsoft CLAP 2022",
            ("clap",),
            "msclap",
            ((CLAP_2022,), ("text/config.json",), ("text/tokenizer.json",)),
            _msclap,
            "ttmba-live download measures-clap-2022",
        ),
    ),
    "modern": (
        Part("Audio Spectrogram Transformer", ("kl", "inception"), "ast", _HUB, _ast, _MODERN),
        Part("LAION CLAP", ("fd", "clap"), "clap", (*_HUB, ("tokenizer.json",)), _clap, _MODERN),
    ),
}
"""By name. ``paper`` is what the paper's figures fit; it does not say which tools it used."""


def default_models() -> Path:
    """Where ``download`` puts the weights."""
    return Path(platformdirs.user_data_dir("ttmba_live")) / "measures"


def listeners(name: str, models: Path, device: torch.device) -> tuple[list[Listener], list[str]]:
    """Load a set's networks: those that can be had, and a line for each that cannot."""
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    found: list[Listener] = []
    lacks: list[str] = []
    for part in MEASURES[name]:
        try:
            part.check(models)
            found.append(_loaded(part, models, device))
        except TtmbaError as error:
            lacks.append(f"no {part.about}: {error}")
    return found, lacks


def _loaded(part: Part, models: Path, device: torch.device) -> Listener:
    here = models / part.folder
    try:
        return part.load(here, device)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        line = next(iter(str(error).splitlines()), "")[:200]
        raise Unavailable(f"{here} cannot be loaded: {line}") from error
