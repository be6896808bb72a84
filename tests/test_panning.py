"""Ambisonics and loudspeakers: what comes out decodes to where the sources are."""

from pathlib import Path

import numpy as np
import pytest
from scipy import special

from ttmba_live.engine import Entry, Mixer, StartVoice
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.panning import MAX_ORDER, Layout, Vbap, ambisonics, harmonics, read_layout
from ttmba_live.scene import Event, Scene
from ttmba_live.session import Mark, play
from ttmba_live.setup.layouts import LAYOUTS, layout

RANDOM = np.random.default_rng(5)
SOMEWHERE = RANDOM.normal(size=(200, 3))
SOMEWHERE /= np.linalg.norm(SOMEWHERE, axis=1, keepdims=True)


def test_harmonics_are_scipys_in_acn_and_sn3d():
    found = harmonics(MAX_ORDER, SOMEWHERE)
    x, y, z = SOMEWHERE.T
    azimuth, zenith = np.arctan2(y, x), np.arccos(z)
    for n in range(MAX_ORDER + 1):
        for m in range(-n, n + 1):
            turned = special.sph_harm_y(n, abs(m), zenith, azimuth) * (-1) ** m
            wanted = turned.real if m >= 0 else turned.imag
            wanted = wanted * np.sqrt(4 * np.pi / (2 * n + 1)) * (np.sqrt(2) if m else 1)
            assert found[:, n * (n + 1) + m] == pytest.approx(wanted, abs=1e-12), (n, m)


def test_the_first_four_channels_are_omni_left_up_front():
    channels = harmonics(1, np.eye(3))
    assert channels == pytest.approx(
        np.array([[1, 0, 0, 1], [1, 1, 0, 0], [1, 0, 1, 0]]), abs=1e-12
    )


@pytest.mark.parametrize("order", [0, 8])
def test_other_orders_are_refused(order):
    with pytest.raises(InvalidInput, match=r"order lies in 1\.\.7"):
        ambisonics(order, 256)


def rendered(renderer, place, seconds=0.5):
    """A steady noise at a place or on a path, through the mixer."""
    still = isinstance(place, Position)
    where = {"position": place} if still else {"position": place.at(0.0), "trajectory": place}
    event = Event.checked("noise", seconds, id="noise", **where)
    noise = RANDOM.uniform(-0.1, 0.1, round(seconds * 48_000)).astype(np.float32)
    entries = [Entry(0, Scene().place(event)), Entry(0, StartVoice(0, "noise", noise, 0))]
    mixer = Mixer(renderer, voices=4)
    blocks = [b.mix for b in play(mixer, [*entries, Mark(len(noise))]) if not b.silent]
    return noise, np.concatenate(blocks)[: len(noise)]


@pytest.mark.parametrize("order", [1, 2, 4, 7])
@pytest.mark.parametrize("place", [(0, 0, 1), (90, 0, 2), (-120, 35, 1), (45, -60, 0.5)])
def test_ambisonics_decode_to_the_same_direction(order, place):
    place = Position.checked(*place)
    noise, sound = rendered(ambisonics(order, 256), place)
    assert sound[:, 0] == pytest.approx(noise / place.distance, abs=1e-6)
    grid = np.concatenate([SOMEWHERE, [place.direction]])
    per_order = np.repeat(2 * np.arange(order + 1) + 1, 2 * np.arange(order + 1) + 1)
    power = np.square(sound @ (harmonics(order, grid) * per_order).T).sum(axis=0)
    assert power.argmax() == len(grid) - 1, "no beam is louder than the one at the source"
    intensity = (sound[:, [0]] * sound[:, [3, 1, 2]]).sum(axis=0)
    cosine = intensity @ np.array(place.direction) / np.linalg.norm(intensity)
    assert cosine == pytest.approx(1.0, abs=1e-6)


def test_a_moving_source_has_no_steps():
    path = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (0.25, 90.0, 0.0, 1.0), (0.25, -90.0, 0.0, 1)])
    noise, sound = rendered(ambisonics(1, 256), path)
    gains = np.divide(sound[:, 1], noise, where=np.abs(noise) > 0.01, out=np.full(len(noise), 9.0))
    gains = gains[gains < 9.0]
    assert gains.max() == pytest.approx(1.0, abs=0.01)
    assert gains.min() == pytest.approx(-1.0, abs=0.01)
    assert np.abs(np.diff(gains)).max() < 0.02, "a jump takes some milliseconds"


@pytest.mark.parametrize("name", LAYOUTS.choices)
def test_what_a_layout_has_on_both_sides_is_as_loud_on_both(name):
    stand = layout(name)
    places = [None if p is None else np.array(p.direction) for p in stand.places]
    twins = [next((n for n, other in enumerate(places) if other is not None
                   and np.allclose(other, place * [1, -1, 1])), number)
             if place is not None else number
             for number, place in enumerate(places)]  # fmt: skip
    vbap = Vbap(stand)
    assert vbap(SOMEWHERE * [1, -1, 1]) == pytest.approx(vbap(SOMEWHERE)[:, twins], abs=1e-6)


def test_ahead_of_a_cubes_square_its_four_corners_are_alike():
    (gains,) = Vbap(layout("cube"))(np.array([[1.0, 0.0, 0.0]]))
    assert gains == pytest.approx([0.5, 0, 0, 0.5, 0.5, 0, 0, 0.5], abs=1e-9)
    (left,) = Vbap(layout("cube"))(np.array([[np.cos(0.5), np.sin(0.5), 0.0]]))
    assert left[:4] == pytest.approx(left[4:], abs=1e-9)
    assert left[0] > 2 * left[3] > 0


@pytest.mark.parametrize("name", LAYOUTS.choices)
def test_a_loudspeakers_own_direction_is_its_own(name):
    stand = layout(name)
    heard = [number for number, place in enumerate(stand.places) if place is not None]
    gains = Vbap(stand)(np.array([stand.places[number].direction for number in heard]))
    assert gains[:, heard] == pytest.approx(np.eye(len(heard)), abs=1e-9)
    silent = sorted({*range(len(stand.names))} - {*heard})
    assert [stand.names[n] for n in silent] == (["LFE"] if name in ("5.1", "7.1.4") else [])
    assert not gains[:, silent].any()


@pytest.mark.parametrize("name", LAYOUTS.choices)
def test_power_stays_and_nothing_jumps(name):
    pan = Vbap(layout(name))
    near = SOMEWHERE + RANDOM.normal(0.0, 1e-3, SOMEWHERE.shape)
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    assert np.square(pan(SOMEWHERE)).sum(axis=1) == pytest.approx(1.0)
    assert (pan(SOMEWHERE) >= 0.0).all()
    assert np.abs(pan(near) - pan(SOMEWHERE)).max() < 0.03


def test_between_two_loudspeakers_the_tangent_law_holds():
    angle, half = np.radians(10.0), np.radians(30.0)
    gains = Vbap(layout("stereo"))(np.array([[np.cos(angle), np.sin(angle), 0.0]]))[0]
    left, right = gains
    assert (left - right) / (left + right) == pytest.approx(np.tan(angle) / np.tan(half))


def test_velocity_points_to_the_source_where_loudspeakers_surround_it():
    cube = layout("cube")
    gains = Vbap(cube)(SOMEWHERE)
    velocity = gains @ np.array([place.direction for place in cube.places])
    velocity /= np.linalg.norm(velocity, axis=1, keepdims=True)
    off = np.degrees(np.arccos(np.clip((velocity * SOMEWHERE).sum(axis=1), -1, 1)))
    between = np.abs(SOMEWHERE[:, 2]) < 0.4
    assert off[between].max() < 1e-3
    assert off.max() < 2.5, "what an imaginary loudspeaker overhead or below bends"


def test_a_source_overhead_is_in_all_loudspeakers_of_a_ring():
    gains = Vbap(layout("octagon"))(np.array([[0.0, 0.0, 1.0]]))
    assert gains == pytest.approx(8**-0.5)


def test_an_own_layout_is_read(tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("# by hand\nleft 45 0\nright, -45, 0\nLFE\n\nback 180 10 # far\n")
    assert layout(str(file)) == Layout.of(
        ("left", 45, 0), ("right", -45, 0), ("LFE",), ("back", 180, 10)
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("left 45 0\nright -45\n", "line 2: expected NAME AZIMUTH ELEVATION"),
        ("left 45 0\nright here 0\n", "line 2: expected NAME AZIMUTH ELEVATION"),
        ("up 0 99\n", "line 1.*-90..90"),
        ("left 45 0\n", "expected 2 to 128 lines"),
    ],
)
def test_a_bad_layout_is_one_line(tmp_path, text, why):
    file = tmp_path / "mine.txt"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=why):
        read_layout(file)


def test_a_layout_that_is_not_there_is_told():
    with pytest.raises(InvalidInput, match=r"no loudspeaker layout is called '7\.1'; did you mean"):
        layout("7.1")
    with pytest.raises(Unavailable, match="cannot read"):
        read_layout(Path("/no/such.txt"))


def test_two_loudspeakers_in_one_place_are_refused():
    with pytest.raises(InvalidInput, match="same direction"):
        Vbap(Layout.of(("a", 30, 0), ("b", 30, 0), ("c", -30, 0)))
