"""NIIRF: numbers of the original code, its filters against scipy, what it learns of a head."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import signal
from test_training_cli import train
from test_training_head import ball_head, write_sofa

from ttmba_live.binaural.head import HERTZ, find_onsets, read_head
from ttmba_live.binaural.nfs import NFS, Settings, save_checkpoint
from ttmba_live.binaural.niirf import (
    NIIRF,
    Facts,
    Parameters,
    Sizes,
    Trained,
    delays,
    level_db,
    load_niirf,
    response,
    responses,
    save_niirf,
    sections,
)
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Trajectory
from ttmba_live.offline import binauralize
from ttmba_live.setup import BinauralSettings, choose
from ttmba_live.setup.rooms import room_of
from ttmba_live.training import _niirf_recipe
from ttmba_live.training._evaluate import EvaluateOptions, evaluate
from ttmba_live.training._metrics import spatial
from ttmba_live.training._niirf_recipe import NiirfOptions, chosen_directions, train_niirf
from ttmba_live.training._rivals import aligned, cascaded, streamed
from ttmba_live.training._sofa_recipe import split

pytestmark = pytest.mark.usefixtures("one_thread")

GOLDEN = Path(__file__).parent / "golden" / "niirf"
EXPECTED = np.load(GOLDEN / "expected.npz")
KEMAR = Path("/usr/share/libmysofa/MIT_KEMAR_normal_pinna.sofa")
RATE = 44_100


def directions():
    azimuth, elevation = (
        np.radians(EXPECTED[f"{n}_deg"].astype(float)) for n in ("azimuth", "elevation")
    )
    flat = np.cos(elevation)
    return np.stack([flat * np.cos(azimuth), flat * np.sin(azimuth), np.sin(elevation)], axis=1)


@pytest.mark.parametrize("name", ["single8", "lora8", "bitfit8"])
def test_parameters_and_levels_are_the_original_codes(name):
    who = EXPECTED["listener"] if name != "single8" else np.zeros(20, int)
    places = torch.from_numpy(directions())
    given = {
        listener: load_niirf(GOLDEN / f"{name}.pt", int(listener)).network(places)
        for listener in set(who)
    }
    found = Parameters(
        *(torch.stack([given[w][part][at] for at, w in enumerate(who)]) for part in range(3))
    )
    assert found.gain_db.numpy() == pytest.approx(EXPECTED[f"{name}_gain"], abs=1e-4)
    assert found.corner_hz.numpy() == pytest.approx(EXPECTED[f"{name}_fc"], rel=1e-5)
    assert found.width_hz.numpy() == pytest.approx(EXPECTED[f"{name}_fb"], rel=1e-5)
    cascade = sections(found, RATE)
    if name == "single8":
        assert cascade.above.numpy() == pytest.approx(EXPECTED["single8_num"], abs=1e-4)
        assert cascade.below.numpy() == pytest.approx(EXPECTED["single8_den"], abs=1e-4)
    # The original adds 0.001 to every polynomial's size before taking decibels.
    above, below = (20 * np.log10(np.abs(np.fft.rfft(p.numpy(), 512)) + 1e-3) for p in cascade)
    assert (above - below).sum(axis=2) == pytest.approx(EXPECTED[f"{name}_db"], abs=5e-3)


def random_parameters(rng, sections_=34):
    return Parameters(
        torch.from_numpy(rng.uniform(-15.0, 15.0, (2, sections_))),
        torch.from_numpy(np.sort(rng.uniform(30.0, 21_000.0, (2, sections_)))),
        torch.from_numpy(rng.uniform(100.0, 4_000.0, (2, sections_ - 2))),
    )


def test_the_cascades_response_is_scipys():
    given = random_parameters(np.random.default_rng(0))
    cascade = sections(given, 48_000)
    hertz = np.linspace(20.0, 23_900.0, 300)
    found = response(cascade, torch.from_numpy(hertz), 48_000).numpy()
    level = level_db(cascade, torch.from_numpy(hertz), 48_000).numpy()
    for ear in (0, 1):
        wanted = np.ones(len(hertz), complex)
        for above, below in zip(cascade.above[ear], cascade.below[ear], strict=True):
            wanted *= signal.freqz(above.numpy(), below.numpy(), hertz, fs=48_000)[1]
        assert found[ear] == pytest.approx(wanted, rel=1e-9)
        assert level[ear] == pytest.approx(20 * np.log10(np.abs(wanted)), abs=1e-6)


def test_each_filter_does_what_its_name_says():
    gain = torch.tensor([[6.0, -9.0, 3.0]])
    given = Parameters(gain, torch.tensor([[100.0, 2000.0, 9000.0]]), torch.tensor([[400.0]]))
    cascade = sections(given, 48_000)
    level = level_db(cascade, torch.tensor([0.0, 2000.0, 23_999.0]), 48_000)[0].numpy()
    alone = [
        20 * np.log10(np.abs(signal.freqz(a, b, [0.0, 2000.0, 23_999.0], fs=48_000)[1]))
        for a, b in zip(cascade.above[0].numpy(), cascade.below[0].numpy(), strict=True)
    ]
    assert [alone[0][0], alone[1][1], alone[2][2]] == pytest.approx([6.0, -9.0, 3.0], abs=1e-3)
    assert alone[0][2] == pytest.approx(0.0, abs=0.01)
    assert alone[2][0] == pytest.approx(0.0, abs=0.01)
    assert level == pytest.approx(np.sum(alone, axis=0), abs=1e-6)
    flat = sections(given._replace(gain_db=torch.zeros(1, 3)), 48_000)
    assert level_db(flat, torch.tensor([50.0, 5000.0]), 48_000).abs().max() < 1e-9


def test_all_sections_are_stable_and_of_minimum_phase():
    cascade = sections(random_parameters(np.random.default_rng(1)), 48_000)
    for polynomials in cascade:
        for row in polynomials.reshape(-1, 3).numpy():
            assert np.abs(np.roots(np.trim_zeros(row, "b"))).max(initial=0.0) < 1.0


def test_checkpoints_travel(tmp_path):
    torch.manual_seed(0)
    delay_map = torch.zeros(2, 37, 73)
    delay_map[0] = 0.1
    trained = Trained(NIIRF(Sizes(8, 16)).eval(), Facts(48_000, 0.09, training="a test"), delay_map)
    save_niirf(tmp_path / "a.safetensors", trained)
    back = load_niirf(tmp_path / "a.safetensors")
    assert back.facts == trained.facts
    places = directions()
    assert (responses(back, places, HERTZ) == responses(trained, places, HERTZ)).all()
    plain = delays(Trained(trained.network, trained.facts), places, 1.4)
    late = delays(back, places, 1.4) - plain
    assert late == pytest.approx(np.full((20, 2), [1e-4, 0.0]), abs=1e-9)


def test_straight_ahead_is_no_seam():
    network = load_niirf(GOLDEN / "single8.pt").network
    ahead = torch.tensor([[1.0, 0.0, 0.0], [1.0, -1e-9, 0.0], [1.0, -0.0, 0.0]])
    gains = network(ahead).gain_db
    assert (gains == gains[0]).all()


def test_wrong_checkpoints_are_told_in_one_line(tmp_path):
    with pytest.raises(Unavailable, match="no such file"):
        load_niirf(tmp_path / "none.pt")
    (tmp_path / "a.pt").write_bytes(b"nothing")
    with pytest.raises(InvalidInput, match="damaged"):
        load_niirf(tmp_path / "a.pt")
    torch.save({"fc_low": torch.zeros(10)}, tmp_path / "b.pt")
    with pytest.raises(InvalidInput, match=r"mlps\.0\.fc\.weight"):
        load_niirf(tmp_path / "b.pt")
    with pytest.raises(InvalidInput, match=r"listeners 0\.\.5, not 6"):
        load_niirf(GOLDEN / "lora8.pt", 6)


def test_what_is_held_out_is_never_learnt():
    head = ball_head(120)
    learnt, judged = chosen_directions(head, 0.2, 3, 30)
    assert len(learnt) == 30
    assert not set(learnt) & set(judged)
    assert not set(split(head, 0.2, 3)[1]) & {*learnt, *judged}
    with pytest.raises(InvalidInput, match="500 directions wanted"):
        chosen_directions(head, 0.2, 3, 500)


@pytest.fixture(scope="module")
def sofa(tmp_path_factory):
    path = tmp_path_factory.mktemp("ball") / "ball.sofa"
    write_sofa(path, ball_head(40))
    return path


def tiny(sofa, out):
    return NiirfOptions(
        str(sofa), str(out), 4, 2, directions=24, hold_out=0.2, hidden=256, peaks=8, save_every=2,
        compute="cpu",
    )  # fmt: skip


def test_the_recipe_learns_and_goes_on_where_it_stopped(sofa, tmp_path, monkeypatch):
    first = load_niirf(train_niirf(tiny(sofa, tmp_path / "a")))
    rows = (tmp_path / "a" / "log.csv").read_text().split()[1:]
    losses = [float(row.split(",")[2]) for row in rows]
    assert len(losses) == 4
    assert losses == sorted(losses, reverse=True)
    assert first.facts.radius == pytest.approx(0.0875, abs=0.002)
    epoch = _niirf_recipe._epoch

    def stopped(progress, *rest):
        if progress.step == 3:
            raise KeyboardInterrupt
        return epoch(progress, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(_niirf_recipe, "_epoch", stopped)
        with pytest.raises(KeyboardInterrupt):
            train_niirf(tiny(sofa, tmp_path / "b"))
    again = load_niirf(train_niirf(tiny(sofa, tmp_path / "b")))
    for name, value in first.network.state_dict().items():
        assert torch.equal(value, again.network.state_dict()[name]), name
    with pytest.raises(InvalidInput, match="other options"):
        train_niirf(replace(tiny(sofa, tmp_path / "a"), seed=1))


def test_the_verb_trains_it_and_the_table_has_it(sofa, tmp_path, capsys):
    few = ("--epochs", 2, "--directions", 20, "--hold-out", 0.2, "--compute", "cpu")
    train("niirf", sofa, "-o", tmp_path / "run", *few)
    path = capsys.readouterr().out.strip()
    assert path == str(tmp_path / "run" / "niirf.safetensors")
    torch.manual_seed(0)
    small = NFS(Settings(4, 8, 480, frame="head", shift_ms=(-0.2, 0.2), falloff=1.0, floor_ms=0.2))
    save_checkpoint(tmp_path / "nfs.safetensors", small)
    options = EvaluateOptions(str(sofa), str(tmp_path / "nfs.safetensors"), 0.2, niirf=path)
    errors = {row.name: row.spatial for row in evaluate(options, []).rows}
    # Its delays are the measured ones, whatever it has learnt of levels.
    assert errors["NIIRF"].itd_us < 40.0
    assert errors["NIIRF"].lsd_db > errors["--head"].lsd_db


@pytest.mark.slow
@pytest.mark.skipif(not KEMAR.is_file(), reason="apt install libmysofa1 brings the measured head")
def test_a_hundred_directions_of_a_manikin_are_enough(tmp_path):
    path = train_niirf(
        NiirfOptions(str(KEMAR), str(tmp_path), 60, directions=100, hold_out=0.1, compute="cpu")
    )
    head = read_head(KEMAR)
    held = split(head, 0.1, 0)[1]
    wanted, places = head.spectra()[held], head.directions[held]
    given = aligned(cascaded(load_niirf(path), places, head.distance), wanted)
    errors = spatial(given, wanted, places)
    assert errors.lsd_db < 4.0
    assert errors.itd_us < 40.0


@pytest.mark.slow
def test_live_it_plays_its_filters_and_moves_and_rooms(tmp_path, monkeypatch):
    """Lattice, distance and delays of a random network: a click's spectrum is the cascade's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path / "cache" / "ttmba_live")
    path = tmp_path / "niirf.safetensors"
    torch.manual_seed(0)
    delay_map = torch.zeros(2, 37, 73)
    delay_map[0] = 0.2
    trained = Trained(NIIRF(Sizes(8, 16)).eval(), Facts(48_000, 0.09, 1.4), delay_map)
    save_niirf(path, trained)
    settings = BinauralSettings("niirf", str(path))
    stream, choice = choose.renderer(settings, 256)
    assert choice.name == "niirf"
    places = np.array([[1.0, 0.0, 0.0], [0.0, 0.8, 0.6], [-0.6, -0.8, 0.0]])
    heard, wanted = streamed(stream, places, 1.4), cascaded(trained, places, 1.4)
    band = (HERTZ >= 100.0) & (HERTZ <= 16_000.0)
    apart = 20 * np.log10(np.abs(heard) / np.abs(wanted))[..., band]
    assert np.sqrt(np.mean(apart**2)) < 0.5
    late = [find_onsets(places, part).interaural for part in (heard, wanted)]
    assert late[0] == pytest.approx(late[1], abs=8e-6)
    near = streamed(stream, places, 0.25)
    assert not np.allclose(np.abs(near), np.abs(heard), rtol=0.1), "near sources sound near"
    tone = np.sin(2 * np.pi * 1000.0 * np.arange(24_000) / 48_000).astype(np.float32)
    way = Trajectory.checked([(0.0, 90.0, 0.0, 1.0), (0.5, -90.0, 0.0, 1.0)])
    wet = binauralize(tone, way, renderer="niirf", checkpoint=path)
    power = np.abs(np.fft.rfft(wet[2000:22_000] * np.hanning(20_000)[:, None], axis=0)) ** 2
    hertz = np.fft.rfftfreq(20_000, 1 / 48_000)
    assert power[np.abs(hertz - 1000.0) > 500.0].max() < 1e-6 * power.max(), "no clicks on its way"
    roomed = binauralize(tone, way, renderer="niirf", checkpoint=path, room=room_of("church"))
    assert len(roomed) > len(wet)


def test_without_its_weights_the_renderer_says_what_makes_them(tmp_path):
    with pytest.raises(Unavailable, match="ttmba-live train niirf"):
        choose.renderer(BinauralSettings("niirf"), 256)
    with pytest.raises(Unavailable, match="cannot read"):
        choose.renderer(BinauralSettings("niirf", str(tmp_path / "none.safetensors")), 256)
