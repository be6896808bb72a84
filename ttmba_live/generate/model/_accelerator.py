"""The device that torch can use here, found without loading torch.

Loading it would cost the daemon seconds and half a gigabyte. So the driver is asked, and torch's
own note of what it was built for is read: PyPI's torch for Windows knows no CUDA, though its
version does not say so.
"""

from __future__ import annotations

import ast
import ctypes
import importlib.util
import platform
import sys
from pathlib import Path

from ttmba_live.errors import Unavailable

CUDA_WHEELS = (
    "pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/cu128"
)
"""Brings a torch built for CUDA."""


def accelerator() -> str | None:
    """Return "cuda" or "mps" where such a device and a torch for it are there, else None."""
    try:
        return find_accelerator()
    except Unavailable:
        return None


def find_accelerator() -> str:
    """Return "cuda" or "mps"; raises `Unavailable` that says what lacks and what would help."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        raise Unavailable("torch is not installed")
    if sys.platform == "darwin":
        if platform.machine() != "arm64":
            raise Unavailable("no GPU that torch can use: it needs Apple silicon")
        return "mps"
    driver = _driver()
    if driver is None:
        raise Unavailable("no GPU that torch can use; a CPU takes minutes for a clip")
    built = _built_for(Path(spec.origin).with_name("version.py"))
    if built is None:
        raise Unavailable(f"there is a GPU, but this torch was built without CUDA: {CUDA_WHEELS}")
    if driver < int(built.split(".")[0]):
        raise Unavailable(
            f"the GPU's driver knows CUDA {driver} and torch was built for {built}: "
            "install a newer driver"
        )
    return "cuda"


def _built_for(file: Path) -> str | None:
    """The CUDA version in torch's own ``version.py``, or None for a build without."""
    try:
        body = ast.parse(file.read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None
    values = {}
    for line in body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
            values[line.target.id] = line.value
        elif isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            values[line.targets[0].id] = line.value
    found = values.get("cuda")
    value = found.value if isinstance(found, ast.Constant) else None
    return value if isinstance(value, str) and value.split(".")[0].isdigit() else None


def _driver() -> int | None:
    """The major CUDA version that the driver knows, or None where there is no GPU for it."""
    count, version = ctypes.c_int(), ctypes.c_int()
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        well = (
            driver.cuInit(0) == 0
            and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
            and driver.cuDriverGetVersion(ctypes.byref(version)) == 0
        )
    except (OSError, AttributeError):
        return None
    return version.value // 1000 if well and count.value > 0 else None
