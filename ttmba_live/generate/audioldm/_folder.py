"""Which files of AudioLDM and AudioLDM 2 must be there, and whether they are whole. No weights."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._folder import need, read_json, read_shapes

CHECKPOINT = "audioldm_16k_crossattn_t5.pth"
TEXT = "text_encoder"
NEEDED = (CHECKPOINT, f"{TEXT}/config.json", f"{TEXT}/tokenizer.json")

_DIFFUSERS, _TRANSFORMERS = "diffusion_pytorch_model.safetensors", "model.safetensors"
WEIGHTS2 = {
    "language_model": _TRANSFORMERS,
    "projection_model": _DIFFUSERS,
    "text_encoder": _TRANSFORMERS,
    "text_encoder_2": _TRANSFORMERS,
    "unet": _DIFFUSERS,
    "vae": _DIFFUSERS,
    "vocoder": _TRANSFORMERS,
}
"""AudioLDM 2's parts, each a folder with its configuration and this file."""

_CONFIGS2 = tuple(f"{part}/config.json" for part in WEIGHTS2)
_TOKENIZERS2 = tuple(
    f"{folder}/{name}"
    for folder in ("tokenizer", "tokenizer_2")
    for name in ("tokenizer.json", "tokenizer_config.json")
)
NEEDED2 = (
    *(f"{part}/{file}" for part, file in WEIGHTS2.items()),
    *_CONFIGS2,
    *_TOKENIZERS2,
    "scheduler/scheduler_config.json",
)


def check_audioldm(folder: Path) -> None:
    """Raise `Unavailable` for what is missing, `InvalidInput` for a file that is not whole."""
    folder = Path(folder)
    need(folder, NEEDED, "audioldm")
    read_json(folder / TEXT / "config.json")
    if not zipfile.is_zipfile(folder / CHECKPOINT):
        raise InvalidInput(f"{folder / CHECKPOINT} is damaged: it is cut off; fetch it again")


def check_audioldm2(folder: Path) -> None:
    """Raise `Unavailable` for what is missing, `InvalidInput` for a file that is not whole."""
    folder = Path(folder)
    need(folder, NEEDED2, "audioldm2")
    for part, file in WEIGHTS2.items():
        read_json(folder / part / "config.json")
        read_shapes(folder / part / file, floats=False)
