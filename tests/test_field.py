"""A head as a field: its lattice, its basis, on the disk, and what is none."""

from dataclasses import replace

import numpy as np
import pytest
from streamed import SHELLS, small_field, small_head

from ttmba_live.audio import RATE
from ttmba_live.binaural.stream import (
    Baked,
    Field,
    Stream,
    from_responses,
    load_field,
    places,
    save_field,
)
from ttmba_live.binaural.stream._field import mirrored
from ttmba_live.binaural.stream._lattice import directions, vertices
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import SPEED_OF_SOUND


def test_the_lattice_is_whole():
    for steps in (1, 2, 5):
        units = directions(steps)
        assert len(units) == 4 * steps * steps + 2
        assert np.allclose(np.linalg.norm(units, axis=1), 1.0)
        rows = vertices(steps)
        assert set(rows[rows >= 0].tolist()) == set(range(len(units)))
        assert (units[rows[0][rows[0] >= 0]][:, 2] >= 0).all()
        assert (units[rows[1][rows[1] >= 0]][:, 2] <= 0).all()


def test_places_are_read_without_steps_and_whole():
    field = small_field()
    bank = Baked(field)
    chance = np.random.default_rng(3)
    xyz = chance.standard_normal((3000, 3)) * np.exp(chance.uniform(-2, 3, (3000, 1)))
    xyz[:200] = np.round(xyz[:200])  # on axes, planes and edges, and at the centre
    place, near = bank.read(xyz, 1e9), bank.read(xyz + 1e-6, 1e9)
    away = np.linalg.norm(xyz, axis=1) > 0.11
    assert np.abs(place.delay - near.delay)[away].max() < 0.01
    assert np.abs(place.parts - near.parts)[away].max() < 1e-3 * np.abs(place.parts).max()
    assert np.isfinite(place.delay).all()
    assert np.isfinite(place.parts).all()
    at_rows = bank.read(places(SHELLS), 1e9)
    assert np.abs(at_rows.parts - field.gains).max() < 0.1
    flat = replace(field, gains=np.full_like(field.gains, 9), delays=np.ones_like(field.delays))
    even = Baked(flat).read(xyz, 1e9)
    assert np.allclose(even.parts, 9.0, atol=1e-4)
    way = np.linalg.norm(xyz, axis=1).clip(min=0.2) * RATE / SPEED_OF_SOUND
    assert np.abs(even.delay - way[:, None] - 1.0).max() < 1e-4


def test_a_field_is_as_true_as_its_basis_is_large():
    responses, late = small_head()
    errors = []
    for components in (8, 40, 120):
        field = from_responses(responses, late, lead=20, shells=SHELLS, components=components)
        made = field.gains.astype(float) @ field.basis
        errors.append(((made - responses) ** 2).sum() / (responses**2).sum())
    assert errors[0] > errors[1] > errors[2]
    whole = from_responses(responses, late, lead=20, shells=SHELLS, components=300)
    made = whole.gains.astype(float) @ whole.basis
    assert ((made - responses) ** 2).sum() < 1e-6 * (responses**2).sum()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r, d: (r[1:], d), "rows"),
        (lambda r, d: (r * np.nan, d), "NaN"),
        (lambda r, d: (r * 0.0, d), "silent"),
    ],
)
def test_what_is_no_head_is_refused(spoil, said):
    with pytest.raises(InvalidInput, match=said):
        from_responses(*spoil(*small_head()), lead=20, shells=SHELLS)


def test_a_field_survives_the_disk(tmp_path):
    field = small_field()
    save_field(tmp_path / "a" / "field.npz", field)
    again = load_field(tmp_path / "a" / "field.npz")
    assert np.array_equal(again.gains, field.gains)
    assert np.array_equal(again.basis, field.basis)
    assert np.abs(again.delays - field.delays).max() < 1e-3
    assert (again.lead, again.falloff, again.shells) == (field.lead, field.falloff, field.shells)
    with pytest.raises(Unavailable, match="no such file"):
        load_field(tmp_path / "none.npz")
    whole = (tmp_path / "a" / "field.npz").read_bytes()
    (tmp_path / "torn.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidInput, match="damaged"):
        load_field(tmp_path / "torn.npz")
    with pytest.raises(InvalidInput, match="rows"):
        Field(field.basis, field.gains[:-1], field.delays, 20, 1.0, SHELLS)
    with pytest.raises(InvalidInput, match="even steps"):
        replace(field, shells=((3, 0.5), (3, 1.0)))


def test_a_head_of_two_equal_sides_is_kept_by_one(tmp_path):
    responses, late = small_head()
    other = mirrored(SHELLS)
    assert np.allclose(places(SHELLS)[other], places(SHELLS) * [1, -1, 1])
    responses[:, 1], late[:, 1] = responses[other, 0], late[other, 0]
    even = from_responses(responses, late, lead=20, shells=SHELLS, components=24)
    save_field(tmp_path / "even.npz", even)
    save_field(tmp_path / "odd.npz", small_field())
    again = load_field(tmp_path / "even.npz")
    assert np.array_equal(again.gains, even.gains)
    kept = [np.load(tmp_path / f"{name}.npz")["gains"].size for name in ("even", "odd")]
    assert 2 * kept[0] == kept[1]


@pytest.mark.parametrize("hop", [0, 16, 300])
def test_other_hops_are_refused(hop):
    with pytest.raises(ValueError, match="power of two"):
        Stream(Baked(small_field()), hop)
