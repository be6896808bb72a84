"""Measured heads, the ball's physics, targets, metrics and the listener model."""

import numpy as np
import pytest
import sofar

from ttmba_live.binaural.head import (
    HERTZ,
    Head,
    Interpolated,
    NearField,
    ball_paths,
    ball_response,
    even_directions,
    find_onsets,
    minimum_phase,
    read_head,
    solid_angles,
)
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.training._localise import localise
from ttmba_live.training._metrics import interaural_delay, spatial
from ttmba_live.training._mirror import is_symmetric, partners
from ttmba_live.training._rivals import nearest_measured, three_nearest
from ttmba_live.training._sofa_recipe import split

pytestmark = pytest.mark.usefixtures("one_thread")

RADIUS = 0.0875


def ball_head(count=200):
    """A head without pinnae whose sides mirror each other."""
    half = even_directions(count)
    half = half[half[:, 1] > 0.05]
    directions = np.concatenate([half, half * [1.0, -1.0, 1.0]])
    late = ball_paths(directions, 1.4, RADIUS) / 343.0 - 1.4 / 343.0 + 1e-3
    angles = np.arccos(directions[:, 1])
    magnitude = np.stack(
        [
            np.abs(ball_response(1.4, a, np.maximum(HERTZ, 20.0), RADIUS))
            for a in (angles, np.pi - angles)
        ],
        axis=1,
    )
    spectra = minimum_phase(magnitude) * np.exp(-2j * np.pi * HERTZ * late[..., None])
    return Head(directions, np.fft.irfft(spectra), 1.4, "ball")


@pytest.fixture(scope="module")
def head():
    return ball_head()


def write_sofa(path, head, rate=48_000, kind="spherical"):
    sofa = sofar.Sofa("SimpleFreeFieldHRIR")
    sofa.Data_IR, sofa.Data_SamplingRate = head.responses, rate
    x, y, z = head.directions.T
    azimuth, elevation = np.degrees(np.arctan2(y, x)) % 360, np.degrees(np.arcsin(z))
    positions = np.stack([azimuth, elevation, np.full(len(x), head.distance)], axis=1)
    if kind == "cartesian":
        positions = head.directions * head.distance
        sofa.SourcePosition_Type, sofa.SourcePosition_Units = "cartesian", "metre"
    sofa.SourcePosition = positions
    sofar.write_sofa(str(path), sofa)


@pytest.mark.parametrize("kind", ["spherical", "cartesian"])
def test_sofa_directions_and_equalisation(tmp_path, head, kind):
    write_sofa(tmp_path / "a.sofa", head, kind=kind)
    read = read_head(tmp_path / "a.sofa")
    assert np.abs(read.directions - head.directions).max() < 1e-6
    assert read.distance == pytest.approx(1.4)
    power = (np.abs(read.spectra()) ** 2).mean(axis=1)
    average = 10 * np.log10(solid_angles(read.directions) @ power)
    assert np.abs(average[(HERTZ > 300) & (HERTZ < 15_000)]).max() < 0.5


def test_sofa_at_another_rate_keeps_its_delays(tmp_path, head):
    write_sofa(tmp_path / "a.sofa", head, rate=44_100)
    read = read_head(tmp_path / "a.sofa")
    stretched = interaural_delay(read.directions, read.spectra()) * 44_100 / 48_000
    given = interaural_delay(head.directions, head.spectra())
    assert np.abs(stretched - given).mean() < 1e-5


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.sofa").write_bytes(b"RIFF0000WAVE")
    with pytest.raises(InvalidInput, match="not a SOFA"):
        read_head(tmp_path / "a.sofa")
    with pytest.raises(Unavailable, match="no such file"):
        read_head(tmp_path / "b.sofa")


def test_ball_in_a_plane_wave_doubles_the_pressure_facing_it():
    high = ball_response(50.0, np.array([0.0, np.pi]), np.array([20.0, 15_000.0]), RADIUS)
    assert np.abs(high[:, 0]) == pytest.approx([1.0, 1.0], abs=0.02)
    assert 20 * np.log10(np.abs(high[0, 1])) == pytest.approx(6.0, abs=0.5)


def test_near_sources_are_as_loud_as_their_ears_are_close():
    bass = np.array([50.0])
    gain = NearField(1.4, bass, RADIUS).gain_db(np.array([[0.0, 1.0, 0.0]]), np.array([0.2]))
    left, right = gain[0, :, 0]
    # A pressure source by a rigid ball: more than plain distance to the near ear, less behind.
    assert 20 * np.log10(0.2 / 0.1125) < left < 7.0
    assert -6.0 < right < 20 * np.log10(0.2 / 0.2875)


def test_onsets_are_found_to_a_fraction_of_a_sample(head):
    late = ball_paths(head.directions, 1.4, RADIUS) / 343.0 - 1.4 / 343.0 + 1e-3
    assert np.abs(find_onsets(head.directions, head.spectra()).delays - late).max() < 3e-6


def test_targets_answer_between_directions_and_at_other_distances(head):
    learnt = np.arange(len(head.directions))
    targets = Interpolated(head, learnt)
    assert targets.radius == pytest.approx(RADIUS, abs=0.001)
    places = np.array([[0.0, 1.0, 0.0], [0.6, -0.64, 0.48]])
    near, far = (targets.at(places, np.full(2, d)) for d in (1.4, 14.0))
    assert 20 * np.log10(np.abs(near / far)[..., 5:]).mean() == pytest.approx(20.0, abs=0.5)
    wanted = np.abs(ball_response(1.4, np.arccos(places[:, 1]), HERTZ[10:300], RADIUS)) / 1.4
    assert np.abs(20 * np.log10(np.abs(near[:, 0, 10:300]) / wanted)).mean() < 0.5
    assert np.abs(targets.late_ms(places)).max() < 0.02


def test_metrics_count_what_they_name(head):
    spectra = head.spectra()
    same = spatial(spectra, spectra, head.directions)
    assert (same.lsd_db, same.itd_us, same.ild_db) == (0.0, 0.0, 0.0)
    louder = spectra * np.array([2.0, 1.0])[:, None]
    changed = spatial(louder, spectra, head.directions)
    assert changed.lsd_db == pytest.approx(3.01, abs=0.01)
    assert changed.ild_db == pytest.approx(6.02, abs=0.01)
    ear = np.array([1.0, 0.0])[:, None]
    later = spectra * np.exp(-2j * np.pi * HERTZ * 100e-6 * ear)
    assert spatial(later, spectra, head.directions).itd_us == pytest.approx(100.0, abs=2.0)


def test_a_head_without_pinnae_leaves_front_and_back_to_chance(head):
    own = localise(head.spectra(), head.directions, head)
    assert (own.left_right, own.front_back, own.above_below) == (100.0, 100.0, 100.0)
    turned = Head(head.directions * [-1.0, 1.0, 1.0], head.responses, 1.4, "turned")
    assert localise(turned.spectra(), head.directions, turned).front_back == 0.0


def test_mirror_images_are_held_out_together(head):
    assert is_symmetric(head)
    learnt, held = split(head, 0.1, 3)
    assert sorted([*learnt, *held]) == list(range(len(head.directions)))
    assert set(partners(head)[held]) == set(held)
    assert len(held) == pytest.approx(0.1 * len(head.directions), abs=2)
    lopsided = Head(head.directions, head.responses * [[[1.0], [1.1]]], 1.4, "lopsided")
    assert not is_symmetric(lopsided)


def test_rivals_give_measured_directions_back(head):
    some = head.directions[:5]
    assert np.allclose(nearest_measured(head, some), head.spectra()[:5])
    errors = spatial(three_nearest(head, some), head.spectra()[:5], some)
    assert errors.lsd_db < 0.1
    assert errors.itd_us < 5.0
