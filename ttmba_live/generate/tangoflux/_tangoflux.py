"""The model as the rest of the room sees it: prompts to latents, latents to stereo. Knows no clips.

Not for several threads at once: one owner calls it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ttmba_live.errors import InvalidInput
from ttmba_live.generate._shape import for_model
from ttmba_live.generate.model._ask import Ask, Told, Watch, untold, unwatched
from ttmba_live.generate.model._device import (
    generators_of,
    noise_from,
    one_memory_error,
    precision,
    usable,
)
from ttmba_live.generate.model._tokenizer import load_tokenizer
from ttmba_live.generate.model._wardrobe import Wardrobe
from ttmba_live.generate.tangoflux import _load
from ttmba_live.generate.tangoflux._decoder import Decoder, Encoder
from ttmba_live.generate.tangoflux._flow import MakeStep, eager_step, flow
from ttmba_live.generate.tangoflux._folder import TEXT, Config, read_config
from ttmba_live.generate.tangoflux._graph import GraphedSteps
from ttmba_live.generate.tangoflux._lora import merge, put_on
from ttmba_live.generate.tangoflux._network import Network
from ttmba_live.generate.tangoflux._text import Reader

MOST_STEPS = 1000


class TangoFlux:
    """A loaded model; see `load`, and `ttmba_live.generate.model._ask.Model`."""

    name = "tangoflux"
    least = 0.5

    def __init__(
        self,
        config: Config,
        network: Network,
        decoder: Decoder,
        reader: Reader,
        make_step: MakeStep = eager_step,
        make_encoder: Callable[[], Encoder] | None = None,
        wardrobe: Wardrobe | None = None,
    ) -> None:
        self._config, self._network, self._decoder = config, network, decoder
        self._wardrobe = wardrobe
        self._make_step, self._make_encoder = make_step, make_encoder
        self._encoder: Encoder | None = None
        self.reader = reader
        self.rate = decoder.rate
        """Samples per second of what `decode` returns."""
        self.device = network.device

    @property
    def span(self) -> float:
        """Seconds that one pass can sound: 29.95 for the published model."""
        return self._config.audio_seq_len * self._decoder.hop / self.rate

    def sample(
        self,
        prompts: Sequence[str],
        seconds: float | Sequence[float],
        steps: int = 25,
        guidance_scale: float = 4.5,
        seeds: Sequence[int] = (0,),
        *,
        watch: Watch = unwatched,
    ) -> Tensor:
        """Make latents (B, frames, 64), float32, for one clip a prompt.

        Args:
            prompts: any texts; those of equal token count share a batch.
            seconds: of all clips, or of each; only a condition: all latents have all frames.
            steps: of the flow.
            guidance_scale: how closely the prompt is followed; 1 or less is no guidance.
            seeds: one a prompt. Equal seed, prompt and settings give equal latents in any company.
            watch: told steps done and steps in all; what it raises ends the work.

        Raises `InvalidInput`.
        """
        lengths = [seconds] * len(prompts) if isinstance(seconds, int | float) else list(seconds)
        _check(prompts, lengths, steps, guidance_scale, seeds)
        asks = [
            Ask(prompt, length, seed, guidance_scale)
            for prompt, length, seed in zip(prompts, lengths, seeds, strict=True)
        ]
        groups: dict[Hashable, list[int]] = {}
        for row, ask in enumerate(asks):
            groups.setdefault(self.likeness(ask), []).append(row)
        shape = (len(asks), self._config.audio_seq_len, self._config.in_channels)
        latents = torch.empty(shape, device=self.device)
        for number, rows in enumerate(groups.values()):

            def told(done: int, _: int, before: int = number * steps) -> None:
                watch(before + done, len(groups) * steps)

            latents[rows] = self.make([asks[row] for row in rows], steps, told)
        return latents

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self.reader.count(prompt)

    def likeness(self, ask: Ask) -> Hashable:
        """Padding would change what the model hears, so all rows of a pass have as many tokens.

        Raises `GenerationFailed` for a LoRA that is not there.
        """
        if self._wardrobe is not None:
            self._wardrobe.check(ask.lora)
        return self.reader.length(ask), ask.guided, ask.start is None or ask.amount, ask.lora

    def make(self, asks: Sequence[Ask], steps: int, watch: Watch = unwatched) -> Tensor:
        """Latents (B, frames, channels), float32, of asks that are alike.

        Raises `GenerationFailed` for a LoRA of another model.
        """
        if self._wardrobe is not None:
            self._wardrobe.wear(asks[0].lora)
        frames, channels = self._config.audio_seq_len, self._config.in_channels
        noise = noise_from(generators_of([ask.seed for ask in asks]), frames, channels)
        begin, amount = noise.to(self.device), 1.0
        with one_memory_error():
            if asks[0].start is not None:
                amount = asks[0].amount
                begin = torch.lerp(self.encoded(asks), begin, amount)
                steps = max(1, math.ceil(amount * steps))
            conditions = self.reader.read(asks)
            return flow(self._network, begin, conditions, steps, watch, self._make_step, amount)

    def warm_up(self, guidance: float) -> Iterator[None]:
        """Go through the usual token counts once, one a step, so that later passes are quick."""
        if self.device.type != "cuda":
            return
        for length in range(1, 14):
            latents = self.sample(["a " * length], 1.0, 1, guidance, [0])
            yield
        self.decode(latents, 10.0)

    def encoded(self, asks: Sequence[Ask]) -> Tensor:
        """Latents (B, frames, channels) of what asks begin from, silence after its end."""
        if self._encoder is None:
            if self._make_encoder is None:
                raise InvalidInput("this model was loaded without the half that reads sound")
            self._encoder = self._make_encoder()
        samples = self._config.audio_seq_len * self._encoder.hop
        rows = [for_model(ask.start, self.rate, samples) for ask in asks if ask.start is not None]
        mono = torch.from_numpy(np.stack(rows)).to(self.device)
        return self._encoder.encode(mono[:, None].expand(-1, 2, -1))

    def decode(self, latents: Tensor, seconds: float, *, tile: int | None = None) -> Tensor:
        """Decode latents (B, frames, 64) to stereo (B, 2, samples) at `rate`, float32.

        Only what ``seconds`` needs is decoded; at most `span` is there. ``tile`` latent frames are
        decoded at a time, None takes what memory allows; the samples do not depend on it.
        """
        if not (math.isfinite(seconds) and seconds > 0.0):
            raise InvalidInput(f"the length must be above 0 s, not {seconds:g} s")
        most = latents.shape[1] * self._decoder.hop
        samples = min(max(round(min(seconds, 1e6) * self.rate), 1), most)
        return self._decoder.decode(latents.to(self.device), samples, tile)


def _check(
    prompts: Sequence[str],
    seconds: Sequence[float],
    steps: int,
    guidance: float,
    seeds: Sequence[int],
) -> None:
    """Raise `InvalidInput` for an order that makes no sense."""
    if isinstance(prompts, str) or not prompts:
        raise InvalidInput("prompts must be a list of at least one text")
    if not len(prompts) == len(seconds) == len(seeds):
        raise InvalidInput(
            f"{len(prompts)} prompts, {len(seconds)} lengths and {len(seeds)} seeds do not match"
        )
    for length in seconds:
        if not (math.isfinite(length) and length > 0.0):
            raise InvalidInput(f"the length must be above 0 s, not {length:g} s")
    if not 1 <= steps <= MOST_STEPS:
        raise InvalidInput(f"steps must be 1..{MOST_STEPS}, not {steps}")
    if not math.isfinite(guidance):
        raise InvalidInput("guidance must be a number")


def load_model(
    folder: Path,
    device: str = "cpu",
    told: Told = untold,
    dtype: torch.dtype | None = None,
    lora: Path | None = None,
    loras: Path | None = None,
) -> TangoFlux:
    """Load everything; see `ttmba_live.generate.tangoflux.load`. No ``dtype``: by `precision`.

    ``lora`` is a file whose changes are added to the weights, ``loras`` a folder of such files
    that asks may name instead.
    """
    place = usable(device)
    kind = dtype or precision(place)
    network = _load.load_network(folder, place, kind, lambda share: told(0.9 * share))
    if lora is not None:
        merge(network, lora)
    wardrobe = Wardrobe(partial(put_on, network, Path(folder)), loras, lora)
    decoder = _load.load_decoder(folder, place)
    reader = Reader(network, load_tokenizer(Path(folder) / TEXT))
    told(1.0)
    make_step = GraphedSteps() if place.type == "cuda" else eager_step
    return TangoFlux(
        read_config(folder),
        network,
        decoder,
        reader,
        make_step,
        partial(_load.load_encoder, folder, place),
        wardrobe,
    )
