"""Weight files into modules on a device, name for name. Knows no model.

Modules are made without storage; each tensor goes from the file to its place, so memory never
holds two copies.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.model._folder import Shapes

Turn = Callable[[str, Tensor], Tensor]
"""Changes a tensor on its way, by its name in the module."""


def as_it_is(name: str, tensor: Tensor) -> Tensor:
    """Change nothing."""
    del name
    return tensor


@contextlib.contextmanager
def without_storage() -> Iterator[None]:
    """Make modules whose parameters hold nothing yet; buffers, which no file has, are real.

    It changes how every module is made meanwhile, so no other thread may make any.
    """
    plain = nn.Module.register_parameter

    def register(module: nn.Module, name: str, parameter: nn.Parameter | None) -> None:
        if parameter is not None:
            parameter = nn.Parameter(parameter.to("meta"), requires_grad=False)
        plain(module, name, parameter)

    nn.Module.register_parameter = register  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        nn.Module.register_parameter = plain  # type: ignore[method-assign]


def shapes_of(module: nn.Module, prefix: str = "") -> Shapes:
    """The names and shapes that a module's file must hold, under ``prefix``."""
    return {prefix + name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}


def fill(
    module: nn.Module,
    path: Path,
    names: Mapping[str, str],
    found: Iterable[tuple[str, Tensor, float]],
    *,
    turn: Turn = as_it_is,
    given: Mapping[str, Tensor] | None = None,
) -> None:
    """Give a module its tensors: ``names`` leads from its own names to those of ``found``.

    ``found`` is what `tensors` or `pickled` read from ``path``; ``given`` are those that no file
    has. Raises `InvalidInput` if one is missing or the module wants another shape.
    """
    back: dict[str, list[str]] = {}
    for own, other in names.items():
        back.setdefault(other, []).append(own)
    state = dict(given or {})
    for name, tensor, _ in found:
        for own in back[name]:
            state[own] = turn(own, tensor)
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    check_shapes(path, shapes, shapes_of(module))
    module.load_state_dict(state, strict=True, assign=True)
    module.to(next(iter(state.values())).device)  # buffers follow
    module.eval().requires_grad_(requires_grad=False)


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


def on(device: torch.device, dtype: torch.dtype) -> Turn:
    """Bring tensors to a device, in a precision; whole numbers stay such."""

    def turn(name: str, tensor: Tensor) -> Tensor:
        del name
        return tensor.to(device, dtype if tensor.is_floating_point() else None)

    return turn


def read_pickled(path: Path, entry: str = "state_dict") -> dict[str, Tensor]:
    """The tensors of a ``.pth`` file, or of its ``entry``, left on the disk until they are used.

    Only tensors are read, so the file cannot run code. Raises `InvalidInput` for anything else in
    it, or a file that is cut off; `Unavailable` if it cannot be read.
    """
    try:
        held = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        state = held.get(entry, held)
        found = {str(name): value for name, value in state.items() if isinstance(value, Tensor)}
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except Exception as error:
        raise InvalidInput(
            f"{path} is damaged or holds more than weights; fetch it again"
        ) from error
    return found


def pickled(
    state: Mapping[str, Tensor], names: Iterable[str]
) -> Iterator[tuple[str, Tensor, float]]:
    """Each named tensor of `read_pickled` that is there, with the share that is through."""
    names = list(names)
    for number, name in enumerate(names, 1):
        if name in state:
            yield name, state[name].clone(), number / len(names)  # the file may go away later


def read_with_head(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """All tensors of a small safetensors file and the words in its head.

    Raises `Unavailable` if there is none, `InvalidInput` for another kind.
    """
    if not path.is_file():
        raise Unavailable(f"cannot read {path}: no such file")
    try:
        with safe_open(str(path), "pt") as file:
            head = dict(file.metadata() or {})
            return {name: file.get_tensor(name) for name in file.keys()}, head  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InvalidInput(f"{path} is not a safetensors file") from error


def tensors(
    path: Path, device: torch.device, names: Iterable[str]
) -> Iterator[tuple[str, Tensor, float]]:
    """Each named tensor that is there, on the device, with the share of names that are through."""
    names = list(names)
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
