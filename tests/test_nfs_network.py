"""NFS-woNI against the published layout's golden outputs, and against its own unfolded form."""

from pathlib import Path

import numpy as np
import pytest
import torch

from ttmba_live.binaural.nfs import NFS, Settings, load_checkpoint
from ttmba_live.binaural.nfs.unfolded import unfolded
from ttmba_live.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("one_thread")

GOLDEN = Path(__file__).parent / "golden" / "nfs"


def golden(name):
    with np.load(GOLDEN / "expected.npz") as file:
        parts = [file[f"{name}_{part}"] for part in ("pos", "dry", "out")]
    return [torch.from_numpy(part) for part in parts]


def network(**changes):
    torch.manual_seed(5)
    return NFS(Settings(**{"channels": 6, "width": 16, "window": 480, **changes})).eval()


@pytest.mark.parametrize("name", ["small", "short"])
def test_golden_outputs_are_reproduced(name):
    pose, dry, expected = golden(name)
    model = load_checkpoint(GOLDEN / f"nfs_{name}.pt")
    assert (model(pose, dry) - expected).abs().max() < 1e-5


def test_sizes_are_read_from_the_shapes():
    settings = load_checkpoint(GOLDEN / "nfs_short.pt").settings
    assert (settings.channels, settings.width, settings.window) == (16, 32, 1920)
    assert settings.shift_ms == (-1.0, 10.0)


def test_folding_changes_nothing():
    pose, dry, _ = golden("short")
    model = load_checkpoint(GOLDEN / "nfs_short.pt")
    folded, reference = model(pose, dry), unfolded(model, pose, dry)
    assert (folded - reference).abs().max() < 2e-6
    assert reference.abs().max() > 1e-3


def test_a_still_source_costs_one_response_and_sounds_the_same():
    model = network()
    pose, dry = torch.randn(1, 7, 1).expand(-1, -1, 9), torch.randn(1, 1, 4800)
    wobbling = pose.clone()
    wobbling[0, 0, 4] += 1e-6
    with torch.no_grad():
        assert (model(pose, dry) - model(wobbling, dry)).abs().max() < 1e-3


def test_unit_response_gives_the_sound_back(monkeypatch):
    model = network()
    flat = torch.ones(1, 2, 11, 241, dtype=torch.complex64)
    monkeypatch.setattr(model, "response", lambda *_: flat)
    dry = torch.randn(1, 1, 2400)
    out = model(torch.zeros(1, 7, 1), dry)
    assert (out - dry).abs().max() < 1e-5


def test_field_and_delay_make_the_response():
    model = network()
    pose = torch.randn(2, 7, 3)
    with torch.no_grad():
        hertz = model.frequencies(model.settings.bins)
        delay, rest = model.field(pose, 4, hertz)
        turn = 2 * torch.pi * hertz / 1000 * delay.unsqueeze(-1)
        whole = rest * torch.exp(-1j * turn)
        assert (model.response(pose, 4) - whole).abs().max() < 1e-4 * whole.abs().max()
        one = model.field(pose, 4, hertz, (1,))[1]
    assert torch.equal(one[:, 0], rest[:, 1])


def test_curves_mean_the_same_at_any_frame_length():
    model = network()
    pose = torch.randn(1, 7, 1)
    with torch.no_grad():
        coarse = model.field(pose, 1, torch.tensor([500.0, 1000.0]))[1]
        fine = model.field(pose, 1, torch.linspace(0.0, 1000.0, 11))[1]
    assert (coarse - fine[..., [5, 10]]).abs().max() < 1e-6


@pytest.mark.parametrize(
    ("pose", "dry"),
    [
        ((1, 6, 4), (1, 1, 960)),
        ((1, 7, 0), (1, 1, 960)),
        ((1, 7, 4), (1, 2, 960)),
        ((2, 7, 4), (1, 1, 960)),
        ((1, 7, 4), (1, 1, 961)),
        ((1, 7, 4), (1, 1, 240)),
    ],
)
def test_wrong_shapes_are_refused_in_one_line(pose, dry):
    with pytest.raises(InvalidInput) as caught:
        network()(torch.zeros(pose), torch.zeros(dry))
    assert "\n" not in str(caught.value)
