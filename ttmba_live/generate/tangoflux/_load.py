"""TangoFlux's weight files into its network on a device. Knows no sampling."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor
from transformers import T5Config

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._ask import Told
from ttmba_live.generate.model._folder import read_json, read_shapes
from ttmba_live.generate.model._weights import check_shapes, fill, on, shapes_of, tensors
from ttmba_live.generate.tangoflux._decoder import Decoder, Encoder, make_vae
from ttmba_live.generate.tangoflux._folder import (
    MODEL,
    TEXT,
    VAE,
    check_files,
    read_config,
    read_vae_config,
)
from ttmba_live.generate.tangoflux._network import Network

SHARED = "text_encoder.shared.weight"
TIED = "text_encoder.encoder.embed_tokens.weight"
"""The one name a file may lack: it is `SHARED` again."""


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
    wanted = shapes_of(network)
    check_shapes(path, read_shapes(path), wanted, may_lack=TIED)
    text = torch.float32 if dtype == torch.float16 else dtype
    kinds = {"text_encoder": text, "fc": text}
    found: dict[str, Tensor] = {}
    for name, tensor, share in tensors(path, device, sorted(wanted)):
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
    return Decoder(_with_half("decoder", folder, device))


def load_encoder(folder: Path, device: torch.device) -> Encoder:
    """Read the other half, which only clips to begin from need."""
    return Encoder(_with_half("encoder", folder, device))


def _with_half(half: Literal["decoder", "encoder"], folder: Path, device: torch.device) -> Any:
    """The autoencoder with the weights of one half in float32."""
    vae, path = _checked_vae(folder)
    part = getattr(vae, half)
    names = {name: f"{half}.{name}" for name in part.state_dict()}
    read = tensors(path, device, names.values())
    fill(part, path, names, read, turn=on(device, torch.float32))
    return vae


def _checked_vae(folder: Path) -> tuple[Any, Path]:
    """The autoencoder without storage; raises `InvalidInput` if its file is another's."""
    with torch.device("meta"):
        vae = make_vae(read_vae_config(folder)).eval()
    path = Path(folder) / VAE
    check_shapes(path, read_shapes(path), shapes_of(vae))
    return vae, path
