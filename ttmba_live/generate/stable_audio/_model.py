"""The model as the rest sees it: asks to latents, latents to stereo. Knows no clips, no files.

Not for several threads at once: one owner calls it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ttmba_live.audio import Samples
from ttmba_live.generate._shape import for_model
from ttmba_live.generate.model._ask import Ask, Watch, unwatched
from ttmba_live.generate.model._device import generators_of, noise_from, one_memory_error
from ttmba_live.generate.model._wardrobe import Wardrobe
from ttmba_live.generate.stable_audio._codec import Codec
from ttmba_live.generate.stable_audio._flow import flow, shares
from ttmba_live.generate.stable_audio._folder import Config
from ttmba_live.generate.stable_audio._graph import GraphedLooks, MakeLook, eager_look
from ttmba_live.generate.stable_audio._text import Reader

_USUAL = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0)
"""Seconds of clips that are asked for most."""

LEADING = 2.0
"""Guidance of an order that says what it shall not sound like, and no guidance: without any, the
distilled models would not hear that."""


@dataclass(frozen=True, slots=True)
class Networks:
    """What is loaded of a model."""

    transformer: Any
    """Latents, the share of noise, text and length to a velocity."""
    duration: Any
    """Seconds to a token."""
    codec: Codec
    encoding: Callable[[], Codec]
    """Makes the same codec with the half that reads sound."""
    kind: torch.dtype
    """What the transformer computes in."""


class StableAudio3:
    """A loaded model; see `ttmba_live.generate.model._ask.Model`."""

    name = "stable-audio-3"
    least = 0.5

    def __init__(
        self,
        config: Config,
        networks: Networks,
        reader: Reader,
        graphs: GraphedLooks | None = None,
    ) -> None:
        """With ``graphs`` looks are recorded, where the device is one that can replay them."""
        self._config, self.networks, self.reader = config, networks, reader
        self._graphs = graphs
        self._encoding: Codec | None = None
        self.wardrobe: Wardrobe | None = None
        """The LoRAs that it may wear."""
        self.rate = config.rate
        self.device: torch.device = next(networks.duration.parameters()).device

    @property
    def span(self) -> float:
        """Seconds that one pass can sound."""
        return self._config.span

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self.reader.count(prompt)

    def likeness(self, ask: Ask) -> Hashable:
        """All latents of a pass are equally long, and equally far on their way.

        Raises `GenerationFailed` for a LoRA that is not there.
        """
        if self.wardrobe is not None:
            self.wardrobe.check(ask.lora)
        amount = ask.start is None or ask.amount
        return self.frames(ask.seconds), _led(ask).guided, amount, ask.lora

    def steer(self, transformer: Any, duration: Any) -> None:
        """Compute with these from now on."""
        if self._graphs is not None:
            self._graphs.forget()
        self.networks = replace(self.networks, transformer=transformer, duration=duration)

    @property
    def channels(self) -> int:
        """Of latents."""
        return self._config.codec.latent

    def frames(self, seconds: float) -> int:
        """Latent frames for so many seconds, at most `span`."""
        codec = self.networks.codec
        needed = math.ceil(round(min(seconds, self.span) * self.rate / codec.hop, 6))
        return math.ceil(needed / codec.step) * codec.step

    def make(self, asks: Sequence[Ask], steps: int, watch: Watch = unwatched) -> Tensor:
        """Latents (B, channels, frames), float32, of asks that are alike.

        Raises `GenerationFailed` for a LoRA of another model.
        """
        if self.wardrobe is not None:
            self.wardrobe.wear(asks[0].lora)
        asks = [_led(ask) for ask in asks]
        generators = generators_of([ask.seed for ask in asks])
        channels, frames = self.channels, self.frames(asks[0].seconds)
        begin, amount = noise_from(generators, channels, frames).to(self.device), 1.0
        with one_memory_error():
            if asks[0].start is not None:
                amount = asks[0].amount
                starts = [ask.start for ask in asks if ask.start is not None]
                begin = torch.lerp(self.encoded(starts, frames), begin, amount)
            levels = shares(steps, amount)
            look = self._look(asks)
            return flow(look, begin, generators, levels, self._config.way, watch)

    def decode(self, latents: Tensor, seconds: float) -> Tensor:
        """Stereo (B, 2, samples) at `rate`, float32, as much as ``seconds`` need."""
        samples = min(round(seconds * self.rate), latents.shape[-1] * self.networks.codec.hop)
        return self.networks.codec.decode(latents, samples)

    def warm_up(self, guidance: float) -> Iterator[None]:
        """Record looks for usual lengths, one a step, so that first clips of these come sooner."""
        if self._graphs is None:
            return
        for seconds in _USUAL:
            latents = self.make([Ask("a", seconds, 0, guidance)], 1)
            yield
        self.decode(latents, seconds)

    @property
    def fault(self) -> str:
        """What keeps looks from being replayed, or an empty string."""
        return self._graphs.fault if self._graphs is not None else ""

    def conditions(self, prompts: Sequence[str], seconds: Sequence[float]) -> dict[str, Tensor]:
        """What the transformer hears beside latents, a row each.

        For an empty prompt that is zeroes, of words and length alike: so the models learnt what
        guidance leads away from. The length still steers the layers' scales.
        """
        networks = self.networks
        text, mask = self.reader.read(prompts)
        lengths = torch.tensor(list(seconds), device=self.device)
        length = networks.duration(lengths.clamp(max=self._config.longest))
        heard = torch.cat([text, length[:, None]], dim=1)
        words = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
        empty = torch.tensor([not prompt for prompt in prompts], device=self.device)
        return {
            "encoder_hidden_states": heard.masked_fill(empty[:, None, None], 0.0).to(networks.kind),
            "encoder_attention_mask": words | empty[:, None],
            "global_hidden_states": length.to(networks.kind),
            "local_add_cond": self._nothing_kept(),
        }

    def _look(self, asks: Sequence[Ask]) -> Callable[[Tensor, Tensor], Tensor]:
        """The transformer's velocity under what the asks say."""
        networks, guided = self.networks, asks[0].guided
        prompts, seconds = [ask.prompt for ask in asks], [ask.seconds for ask in asks]
        twice = 2 if guided else 1
        if guided:
            prompts = [*(ask.negative for ask in asks), *prompts]
        given = self.conditions(prompts, seconds * twice)
        guidance = torch.tensor([ask.guidance for ask in asks], device=self.device)[:, None, None]
        make_look: MakeLook = eager_look if self._graphs is None else self._graphs
        once = make_look(networks.transformer, given)

        def look(latents: Tensor, share: Tensor) -> Tensor:
            velocity = once(latents.repeat(twice, 1, 1).to(networks.kind), share.repeat(twice))
            if not guided:
                return velocity
            away, led = velocity.float().chunk(2)
            return away + guidance * (led - away)

        return look

    def _nothing_kept(self) -> Tensor:
        """What the models were trained to hear where no part of a sound is to be kept: zeroes.

        They are the same at every frame, so one stands for all.
        """
        return torch.zeros(
            1, self._config.codec.latent + 1, 1, device=self.device, dtype=self.networks.kind
        )

    def encoded(self, sounds: Sequence[Samples], frames: int) -> Tensor:
        """Latents (B, channels, frames) of sounds at 48 kHz, silence after their ends."""
        self._encoding = self._encoding or self.networks.encoding()
        samples = frames * self._encoding.hop
        rows = [for_model(sound, self.rate, samples) for sound in sounds]
        mono = torch.from_numpy(np.stack(rows)).to(self.device)
        return self._encoding.encode(mono[:, None].expand(-1, 2, -1))


def _led(ask: Ask) -> Ask:
    """An ask whose negative prompt is heard."""
    return replace(ask, guidance=LEADING) if ask.negative and not ask.guided else ask
