"""TangoFlux with random weights, plain and as the daemon runs it; see `model.trial`."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import T5Config

from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._weights import without_storage
from ttmba_live.generate.model.trial import Form, Trial, Words, random_weights
from ttmba_live.generate.tangoflux._decoder import Decoder, make_vae
from ttmba_live.generate.tangoflux._folder import Config
from ttmba_live.generate.tangoflux._graph import GraphedSteps
from ttmba_live.generate.tangoflux._lora import lora_of
from ttmba_live.generate.tangoflux._network import Network
from ttmba_live.generate.tangoflux._tangoflux import TangoFlux
from ttmba_live.generate.tangoflux._text import Reader
from ttmba_live.generate.tangoflux._whole import Whole
from ttmba_live.generate.tangoflux.tuning import Tuning

GUIDANCE = 4.5


class _Plain(TangoFlux):
    """Decodes all 30 s in one piece, whatever is wanted."""

    def decode(self, latents: Tensor, seconds: float, *, tile: int | None = None) -> Tensor:
        """Decode everything and cut."""
        stereo = super().decode(latents, self.span, tile=tile or latents.shape[1])
        return stereo[..., : round(seconds * self.rate)]


class _Fast(TangoFlux):
    """Says why steps are not replayed from CUDA graphs."""

    steps: GraphedSteps | None = None

    @property
    def fault(self) -> str:
        """Why, or an empty string."""
        return self.steps.fault if self.steps else ""


def trial(device: str, small: bool) -> Trial:
    """Plain is float32, one operation after the other, one clip at a time; fast is the daemon's."""
    place = usable(device)
    config, network, vae = _random_parts(place, small=small)
    decoder = Decoder(vae)
    kind = precision(place)

    def fast() -> TangoFlux:
        if kind != torch.float32:
            network.to(kind)
            network.transformer.time_text_embed.float()
            network.duration_emebdder.float()
        if kind == torch.float16:
            network.text_encoder.float()  # type: ignore[no-untyped-call]
            network.fc.float()
        reader = Reader(network, Words())
        if place.type != "cuda":
            return TangoFlux(config, network, decoder, reader)
        torch.cuda.empty_cache()
        steps = GraphedSteps()
        model = _Fast(config, network, decoder, reader, steps)
        model.steps = steps
        return model

    forms = (
        Form("plain", lambda: _Plain(config, network, decoder, Reader(network, Words())),
             torch.float32),
        Form("fast", fast, kind, together=True),
    )  # fmt: skip
    return Trial(device, forms, GUIDANCE)


def random_tuning(device: str, small: bool, rank: int | None) -> Tuning:
    """A model to be tuned, with random weights, in the precisions in which a real one is."""
    place = usable(device)
    config, network, vae = _random_parts(place, small=small)
    if place.type == "cuda" and torch.cuda.is_bf16_supported():
        network.to(torch.bfloat16)
        network.transformer.time_text_embed.float()
        network.duration_emebdder.float()
    learner = Whole(network) if rank is None else lora_of(network, rank)
    model = TangoFlux(config, network, Decoder(vae), Reader(network, Words()))
    return Tuning(config, network, model, learner)


def _random_parts(device: torch.device, *, small: bool) -> tuple[Config, Network, Any]:
    """A network and an autoencoder with random weights, float32, on the device."""
    torch.manual_seed(0)
    sizes: dict[str, Any]
    if small:
        config = Config(1, 2, 64, 128, 64, 2, 645, 30.0)
        sizes = {"d_model": 64, "d_kv": 16, "d_ff": 128, "num_layers": 2, "num_heads": 4}
        vae = make_vae({"encoder_hidden_size": 8, "decoder_channels": 8})
    else:
        config = Config(6, 18, 64, 128, 1024, 8, 645, 30.0)
        sizes = {"d_model": 1024, "d_kv": 64, "d_ff": 2816, "num_layers": 24, "num_heads": 16}
        vae = make_vae({})
    text = T5Config(**sizes, vocab_size=32128, feed_forward_proj="gated-gelu")
    with without_storage():
        network = Network(config, text)
    network = random_weights(network, device)
    return config, network, vae.eval().requires_grad_(requires_grad=False).to(device)
