"""How a lost GPU context is known, and what a process says of it. Knows no library and no clip."""

STATUS = 70
"""Exit status of a process that ends because it can make nothing more."""


def is_lost(error: BaseException) -> bool:
    """Whether the process that met an error has lost its GPU's context, so is beyond use."""
    return "CUDA error" in str(error)
