"""Which device a model would use, found without torch."""

import importlib.util
import platform
import sys
from types import SimpleNamespace

import pytest

from ttmba_live.errors import Unavailable
from ttmba_live.generate.model import _accelerator, accelerator, find_accelerator


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with a driver and a torch as described."""

    def made(*, driver=13, cuda="'13.0'", system="linux", processor="x86_64"):
        file = tmp_path / "version.py"
        file.write_text(f"from typing import Optional\ncuda: Optional[str] = {cuda}\n")
        found = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: found)
        monkeypatch.setattr(_accelerator, "_driver", lambda: driver)
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(platform, "machine", lambda: processor)

    return made


def test_a_driver_and_a_torch_that_know_each_other(machine):
    machine()
    assert find_accelerator() == "cuda"
    machine(driver=13, cuda="'12.8'")
    assert find_accelerator() == "cuda"
    machine(driver=None, cuda="None", system="darwin", processor="arm64")
    assert find_accelerator() == "mps"


@pytest.mark.parametrize(
    ("machine_is", "said"),
    [
        ({"driver": None}, "no GPU"),
        ({"cuda": "None", "system": "win32"}, "pip install .* --index-url .*pytorch.org"),
        ({"driver": 11, "cuda": "'12.8'"}, "install a newer driver"),
        ({"system": "darwin"}, "Apple silicon"),
        ({"cuda": "("}, "built without CUDA"),
    ],
)
def test_what_lacks_is_said_with_what_helps(machine, machine_is, said):
    machine(**machine_is)
    with pytest.raises(Unavailable, match=said):
        find_accelerator()
    assert accelerator() is None
