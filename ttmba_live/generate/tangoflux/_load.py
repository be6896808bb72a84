"""Weight files into a network on a device, name for name. Knows no sampling.

Modules are made without storage; each tensor goes from the file to its place, so memory never
holds two copies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from transformers import T5Config

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.tangoflux._decoder import Decoder, make_vae
from ttmba_live.generate.tangoflux._folder import (
    MODEL,
    TEXT,
    VAE,
    Shapes,
    check_files,
    read_config,
    read_json,
    read_shapes,
    read_vae_config,
)
from ttmba_live.generate.tangoflux._network import Network

SHARED = "text_encoder.shared.weight"
TIED = "text_encoder.encoder.embed_tokens.weight"
"""The one name a file may lack: it is `SHARED` again."""

Told = Callable[[float], None]
"""Told how much is loaded, 0..1; may raise to stop."""


def make_network(folder: Path) -> Network:
    """The network of a folder's configuration on the meta device."""
    text = T5Config(**read_json(Path(folder) / TEXT / "config.json"))
    config = read_config(folder)
    if text.d_model != config.joint_attention_dim:
        raise InvalidInput(
            f"{folder}: the text encoder is {text.d_model} wide, "
            f"config.json wants {config.joint_attention_dim}"
        )
    with torch.device("meta"):
        return Network(config, text).eval()


def load_network(folder: Path, device: torch.device, dtype: torch.dtype, told: Told) -> Network:
    """Read ``tangoflux.safetensors``; raises `InvalidInput` for any name or shape that is off."""
    check_files(folder)
    network = make_network(folder)
    path = Path(folder) / MODEL
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    check_shapes(path, read_shapes(path), wanted, may_lack=TIED)
    text = torch.float32 if dtype == torch.float16 else dtype
    kinds = {"text_encoder": text, "fc": text}
    found: dict[str, Tensor] = {}
    for name, tensor, share in _tensors(path, device, sorted(wanted)):
        kind = kinds.get(name.split(".")[0], dtype)
        exact = name.startswith(("duration_emebdder.", "transformer.time_text_embed."))
        found[name] = tensor.to(torch.float32 if exact else kind)
        told(share)
    if TIED in found and not torch.equal(found[TIED], found[SHARED]):
        raise InvalidInput(f"{path}: {TIED} differs from {SHARED}; it is another model's file")
    found[TIED] = found[SHARED]
    network.load_state_dict(found, strict=True, assign=True)
    return network.requires_grad_(requires_grad=False)


def load_decoder(folder: Path, device: torch.device) -> Decoder:
    """Read the decoding half of ``vae.safetensors`` in float32; the rest is only checked."""
    with torch.device("meta"):
        vae = make_vae(read_vae_config(folder)).eval()
    path = Path(folder) / VAE
    wanted = {name: tuple(tensor.shape) for name, tensor in vae.state_dict().items()}
    check_shapes(path, read_shapes(path), wanted)
    names = [name for name in wanted if name.startswith("decoder.")]
    found = {
        name.removeprefix("decoder."): tensor.float()
        for name, tensor, _ in _tensors(path, device, names)
    }
    vae.decoder.load_state_dict(found, strict=True, assign=True)
    vae.requires_grad_(requires_grad=False)
    return Decoder(vae)


def check_shapes(path: Path, found: Shapes, wanted: Shapes, may_lack: str = "") -> None:
    """Raise `InvalidInput` that names the first differences between a file and what it must be."""
    lacking = [name for name in wanted if name not in found and name != may_lack]
    strange = [name for name in found if name not in wanted]
    other = [
        f"{name} is {list(found[name])}, not {list(wanted[name])}"
        for name in found
        if name in wanted and found[name] != wanted[name]
    ]
    parts = []
    for label, names in (("missing", lacking), ("unknown", strange), ("wrong shape", other)):
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            parts.append(f"{label}: {', '.join(names[:3])}{more}")
    if parts:
        raise InvalidInput(f"{path} is not the expected model's file; {'; '.join(parts)}")


def _tensors(
    path: Path, device: torch.device, names: list[str]
) -> Iterator[tuple[str, Tensor, float]]:
    """Each named tensor on the device, with the share of names that are through."""
    try:
        with safe_open(str(path), "pt", device=str(device)) as file:
            there = set(file.keys())
            for number, name in enumerate(names, 1):
                if name in there:
                    yield name, file.get_tensor(name), number / len(names)
    except SafetensorError as error:
        raise InvalidInput(f"{path} is damaged: {error}; fetch it again") from error
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
