"""NIIRF's weights to and from files, with what a renderer needs besides: rate, ball and onsets.

Reads state dicts of the original code (44.1 kHz, no onsets: those of a ball then) and this
project's ``.safetensors``. Pickles are read without running them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from ttmba_live.audio import whole_file
from ttmba_live.binaural._plain_weights import read_plain
from ttmba_live.binaural.niirf._network import NIIRF, sizes_of
from ttmba_live.errors import InvalidInput, Unavailable

FORMAT = "ttmba-niirf-1"
_MAP = "delay_map"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tensors do not tell."""

    rate: int = 44_100
    """At which the cascade is the trained one."""
    radius: float = 0.0875
    """Metres, of the ball that sound goes around."""
    distance: float = 1.0
    """Metres at which levels were measured; the original's heads stood a metre away."""
    training: str = "the original code's"


@dataclass(frozen=True, eq=False)
class Trained:
    """A network, its facts, and its onsets beyond the ball's: milliseconds (2, 37, 73) or None."""

    network: NIIRF
    facts: Facts
    delay_map: Tensor | None = None


def load_niirf(path: Path | str, listener: int = 0) -> Trained:
    """Read either format, ready to use: on the CPU, in evaluation mode, without gradients.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it is not an NIIRF checkpoint or knows no such listener.
    """
    path = Path(path)
    if not path.is_file():
        raise Unavailable(f"cannot read {path}: no such file")
    own = path.suffix.lower() == ".safetensors"
    facts, state = _read_own(path) if own else (Facts(), _read_original(path))
    delay_map = state.pop(_MAP, None)
    try:
        network = NIIRF(sizes_of(state))
        network.load_state_dict(state)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error
    except RuntimeError as error:
        lines = " ".join(str(error).split())
        raise InvalidInput(f"{path} is not an NIIRF checkpoint: {lines[:300]}") from error
    most = max(network.sizes.listeners, 1)
    if not 0 <= listener < most:
        raise InvalidInput(f"{path} knows listeners 0..{most - 1}, not {listener}")
    network.listener = listener
    return Trained(network.eval().requires_grad_(requires_grad=False), facts, delay_map)


def save_niirf(path: Path, trained: Trained) -> None:
    """Write ``.safetensors``, whole or not at all; the tensors keep the original's names."""
    tensors = trained.network.state_dict()
    state = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    if trained.delay_map is not None:
        state[_MAP] = trained.delay_map.float().contiguous()
    header = {"format": FORMAT, "facts": json.dumps(asdict(trained.facts))}
    with whole_file(path) as part:
        save_file(state, part, header)


def _read_own(path: Path) -> tuple[Facts, dict[str, Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            header = dict(file.metadata() or {})
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InvalidInput(f"{path} is not a safetensors file") from error
    if header.get("format") != FORMAT:
        raise InvalidInput(f"{path} has no {FORMAT} header; it is not an NIIRF checkpoint")
    try:
        return Facts(**json.loads(header["facts"])), state
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidInput(f"{path} has a header that cannot be used: {error}") from error


def _read_original(path: Path) -> dict[str, Tensor]:
    loaded = read_plain(path)
    if not isinstance(loaded, dict) or not all(isinstance(v, Tensor) for v in loaded.values()):
        raise InvalidInput(f"{path} is not a plain state dict")
    return loaded
