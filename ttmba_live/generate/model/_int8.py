"""Products of matrices in whole numbers of 8 bits, on a CPU. Knows no model.

Each row of the weights, and each row that comes in, is scaled to -127..127 by its largest number.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_LEAST = 256
"""Products narrower than that gain nothing."""


class Int8Linear(nn.Module):
    """Stands in for a linear layer: the same to about 1 %, and quicker where a CPU has VNNI."""

    weight: Tensor
    scale: Tensor

    def __init__(self, exact: nn.Linear) -> None:
        super().__init__()
        scale = exact.weight.detach().float().abs().amax(dim=1).clamp(min=1e-12) / 127.0
        whole = (exact.weight.detach().float() / scale[:, None]).round().to(torch.int8)
        self.register_buffer("weight", whole.t().contiguous())
        self.register_buffer("scale", scale)
        self.bias = exact.bias

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, x.shape[-1]).float()
        scale = rows.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127.0
        whole = (rows / scale).round().to(torch.int8)
        summed = torch._int_mm(whole, self.weight)  # noqa: SLF001 - torch has no other
        product = summed.float() * scale * self.scale
        if self.bias is not None:
            product += self.bias
        return product.reshape(*x.shape[:-1], -1)


def quantised(module: nn.Module) -> nn.Module:
    """Replace the wide linear layers of a module by ones of 8 bits, in place; return it."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear) and min(child.weight.shape) >= _LEAST:
            setattr(module, name, Int8Linear(child))
        else:
            quantised(child)
    return module
