"""A folder of Stable Audio 3: what must be there, and the sizes that its settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._folder import need, read_json, read_shapes

MODEL, TEXT = "model.safetensors", "t5gemma-b-b-ul2"
NEEDED = (
    "model_config.json",
    MODEL,
    f"{TEXT}/config.json",
    f"{TEXT}/model.safetensors",
    f"{TEXT}/tokenizer.json",
    f"{TEXT}/tokenizer_config.json",
)

ADAPTED = ".parametrizations.weight."
"""In the names of all that a LoRA's file holds."""


@dataclass(frozen=True, slots=True)
class CodecSizes:
    """The autoencoder's, as its settings name them."""

    patch: int
    """Samples of a patch."""
    stride: int
    """Patches of a latent frame."""
    width: int
    depth: int
    """Layers of each half."""
    latent: int
    head: int
    """Numbers of an attention head."""
    window: int | None
    """Latent frames to each side that a layer looks at; None: chunks, moved by half after half."""
    chunk: int
    """Patches of a chunk."""
    wide_mapping: bool
    """Whether the last step of the decoder sees a patch's neighbours, too."""
    waving: int
    """Layers at the decoder's end, and one less, that are gated by a sine."""


@dataclass(frozen=True, slots=True)
class Config:
    """What ``model_config.json`` says that no shape does."""

    codec: CodecSizes
    rate: int
    span: float
    """Seconds that one pass can sound."""
    tokens: int
    """Of a prompt, at most; all that are not used are padding that the model hears."""
    longest: float
    """Seconds that the length is told up to."""
    way: Literal["pingpong", "euler"]
    """How a step goes: through the clean guess and new noise, or straight on."""


def check_files(folder: Path, model: str = "stable-audio-3-small-sfx") -> None:
    """Raise `Unavailable` that names what is missing, `InvalidInput` for a file that is not whole.

    Reads only the heads of the weight files: milliseconds.
    """
    folder = Path(folder)
    need(folder, NEEDED, model)
    read_config(folder)
    read_json(folder / TEXT / "config.json")
    read_shapes(folder / MODEL, floats=False)
    read_shapes(folder / TEXT / "model.safetensors", floats=False)


def is_lora(path: Path) -> bool:
    """Whether a file is a LoRA of this model, by the names in its head.

    Raises `Unavailable` or `InvalidInput` if it cannot be read.
    """
    return any(ADAPTED in name for name in read_shapes(path, floats=False))


def read_config(folder: Path) -> Config:
    """Read ``model_config.json``; raises `InvalidInput` for what is no Stable Audio 3."""
    path = Path(folder) / "model_config.json"
    found = read_json(path)
    try:
        return _config(found)
    except (KeyError, TypeError, IndexError, ValueError, ZeroDivisionError) as error:
        raise InvalidInput(
            f"{path} does not describe a Stable Audio 3: {type(error).__name__} {error}"
        ) from None


def _config(found: Mapping[str, Any]) -> Config:
    model, rate = found["model"], int(found["sample_rate"])
    told = {one["id"]: one.get("config", {}) for one in model["conditioning"]["configs"]}
    objective = model["diffusion"]["diffusion_objective"]
    ways: dict[str, Literal["pingpong", "euler"]] = {
        "rf_denoiser": "pingpong",
        "rectified_flow": "euler",
    }
    return Config(
        _codec(model["pretransform"]["config"]),
        rate,
        int(found["sample_size"]) / rate,
        int(told["prompt"].get("max_length", 256)),
        float(told["seconds_total"].get("max_val", 384.0)),
        ways[objective],
    )


def _codec(found: Mapping[str, Any]) -> CodecSizes:
    encoder, decoder = found["encoder"]["config"], found["decoder"]["config"]
    if len(encoder["strides"]) != 1 or not encoder.get("differential", True):
        raise ValueError("only an autoencoder of one level with differential attention is known")
    stride = int(encoder["strides"][0])
    window = encoder.get("sliding_window")
    if window is None and not encoder.get("chunk_midpoint_shift"):
        raise ValueError("chunks that are not moved are not known")
    return CodecSizes(
        patch=int(found["downsampling_ratio"]) // stride,
        stride=stride,
        width=int(encoder["channels"]) * int(encoder["c_mults"][0]),
        depth=int(encoder["transformer_depths"][0]),
        latent=int(encoder["latent_dim"]),
        head=int(encoder["dim_heads"]),
        window=None if window is None else int(window[0]),
        chunk=int(encoder.get("chunk_size", 32)),
        wide_mapping=bool(decoder.get("conv_mapping", False)),
        waving=int(decoder.get("sinusoidal_blocks", [0])[0]),
    )
