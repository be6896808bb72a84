"""The model as the rest of the room sees it: prompts to latents, latents to stereo. Knows no clips.

Not for several threads at once: one owner calls it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.tangoflux import _load
from ttmba_live.generate.tangoflux._decoder import Decoder, one_memory_error
from ttmba_live.generate.tangoflux._flow import MakeStep, Watch, eager_step, flow, noise_of
from ttmba_live.generate.tangoflux._folder import TEXT, Config, read_config
from ttmba_live.generate.tangoflux._graph import GraphedSteps
from ttmba_live.generate.tangoflux._network import Network
from ttmba_live.generate.tangoflux._text import Reader, load_tokenizer

MOST_STEPS = 1000


def _unwatched(done: int, steps: int) -> None:
    """Let every step pass."""


def _untold(share: float) -> None:
    """Load on."""


class TangoFlux:
    """A loaded model; see `load`."""

    def __init__(
        self,
        config: Config,
        network: Network,
        decoder: Decoder,
        reader: Reader,
        make_step: MakeStep = eager_step,
    ) -> None:
        self._config, self._network, self._decoder = config, network, decoder
        self._make_step = make_step
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
        watch: Watch = _unwatched,
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
        groups: dict[int, list[int]] = {}
        for row, prompt in enumerate(prompts):
            groups.setdefault(self.reader.count(prompt)[0], []).append(row)
        noise = noise_of(seeds, self._config.audio_seq_len, self._config.in_channels)
        latents = torch.empty_like(noise, device=self.device)
        for number, rows in enumerate(groups.values()):

            def told(done: int, _: int, before: int = number * steps) -> None:
                watch(before + done, len(groups) * steps)

            conditions = self.reader.read(
                [prompts[row] for row in rows], [lengths[row] for row in rows], guidance_scale
            )
            with one_memory_error():
                begin = noise[rows].to(self.device)
                latents[rows] = flow(self._network, begin, conditions, steps, told, self._make_step)
        return latents

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
    told: _load.Told = _untold,
    dtype: torch.dtype | None = None,
) -> TangoFlux:
    """Load everything; see `ttmba_live.generate.tangoflux.load`. No ``dtype``: by `precision`."""
    place = usable(device)
    kind = dtype or precision(place)
    network = _load.load_network(folder, place, kind, lambda share: told(0.9 * share))
    decoder = _load.load_decoder(folder, place)
    reader = Reader(network, load_tokenizer(Path(folder) / TEXT))
    told(1.0)
    make_step = GraphedSteps() if place.type == "cuda" else eager_step
    return TangoFlux(read_config(folder), network, decoder, reader, make_step)


def limit_threads(count: int) -> None:
    """Let torch use that many threads in this process."""
    torch.set_num_threads(count)


def usable(name: str) -> torch.device:
    """Return the device of that name; raises `Unavailable` if nothing can be put there."""
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise Unavailable(f"the device {name!r} cannot be used here") from error
    return device


def precision(device: torch.device) -> torch.dtype:
    """What the transformer computes in: half where that is fast and safe, else float32."""
    if device.type != "cuda":
        return torch.float32
    major, _ = torch.cuda.get_device_capability(device)
    return torch.bfloat16 if major >= 8 else torch.float16
