"""Rooms as values: image sources beside another program's, decay, air, what is refused."""

import itertools
import math

import numpy as np
import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room import (
    BANDS,
    NO_ROOM,
    PRESETS,
    Room,
    acoustics,
    air_db,
    changed,
    from_json,
    images,
    inside,
    mirrors,
    named,
    to_json,
)
from ttmba_live.text import room_of_words

FRONT = np.zeros(3)


def plain(**wanted):
    """A room whose six walls swallow alike."""
    return changed(Room("studio", (6.0, 4.0, 3.0), ("brick",) * 6), absorption=0.3, **wanted)


@pytest.mark.parametrize("order", [1, 2])
def test_images_are_where_another_program_has_them(order):
    pra = pytest.importorskip("pyroomacoustics")
    room = acoustics(plain(order=order))
    place, here = np.array([1.2, -0.7, 0.4]), np.array([-0.3, 0.2, 0.1])
    theirs = pra.ShoeBox(
        [6.0, 4.0, 3.0], fs=48_000, materials=pra.Material(0.3), max_order=order,
        air_absorption=False,
    )  # fmt: skip
    theirs.add_source(place - room.low)
    theirs.add_microphone(here - room.low)
    theirs.image_source_model()
    source = theirs.sources[0]
    known = {}
    for where, damping, order_of in zip(
        source.images.T, source.damping[0], source.orders, strict=True
    ):
        if order_of:
            known[tuple(np.round(where + room.low - here, 6))] = damping
    walls = mirrors(room, order)
    ours = images(room, walls, place[None], here)[0]
    assert len(ours) == len(known) == {1: 6, 2: 24}[order]
    for way, colour in zip(ours, walls.colours, strict=True):
        near = min(known, key=lambda other: math.dist(other, way))
        samples = abs(np.linalg.norm(near) - np.linalg.norm(way)) / SPEED_OF_SOUND * 48_000
        assert samples < 0.01
        assert abs(20.0 * math.log10(colour[3] / known[near])) < 0.01


def test_walking_through_a_wall_has_no_jump():
    room = acoustics(named("living room"))
    walls = mirrors(room, 2)
    way = np.linspace(0.0, 30.0, 30_001)
    for direction in ([1.0, 0.3, 0.1], [0.0, 0.0, 1.0], [-0.7, -0.7, 0.2]):
        places = way[:, None] * np.array(direction)
        seen = images(room, walls, places, FRONT)
        away = np.linalg.norm(seen, axis=2)
        assert np.abs(np.diff(away, axis=0)).max() < 0.004  # metres for a millimetre of way
        assert (away >= np.linalg.norm(places, axis=1)[:, None] - 1e-6).all()
        beyond = images(room, walls, FRONT[None], places[-1])
        assert np.isfinite(beyond).all()


def test_what_is_inside_stays_and_what_is_not_comes_to_the_wall():
    room = acoustics(named("church"))
    chance = np.random.default_rng(1)
    places = chance.uniform(-60.0, 60.0, (500, 3))
    held = inside(room, places)
    assert (held >= room.low).all()
    assert (held <= room.high).all()
    within = (held == places).all(axis=1)
    assert within.any()
    assert not within.all()


def test_decay_follows_eyring_and_what_is_asked_for():
    room = acoustics(plain())
    volume, area = 72.0, 2.0 * (24.0 + 18.0 + 12.0)
    air = air_db(np.array([500.0])) / (10.0 * math.log10(math.e))
    wanted = 0.161 * volume / (-area * math.log(0.7) + 4.0 * air[0] * volume)
    assert room.decay[2] == pytest.approx(wanted, rel=0.005)
    for seconds in (0.05, 0.4, 3.0, 20.0):
        asked = acoustics(plain(decay=seconds))
        assert asked.decay.min() >= 0.05
        assert asked.decay.max() <= 20.0
    assert acoustics(plain(decay=1.7)).middle == pytest.approx(1.7, rel=0.01)
    assert acoustics(changed(named("church"), decay=5.0)).decay[-1] < 0.6, "air stays air"


def test_air_takes_what_the_standard_says():
    # ISO 9613-1, table for 20 degrees and 50 per cent, dB a kilometre.
    told = {500.0: 2.73, 1000.0: 4.66, 2000.0: 9.86, 4000.0: 29.4, 8000.0: 104.0}
    found = 1000.0 * air_db(np.array(list(told)))
    assert found == pytest.approx(list(told.values()), rel=0.03)


def test_reverberation_falls_a_little_with_distance_as_barron_has_it():
    room = acoustics(named("hall"))
    near, far = (10.0 * math.log10(room.reverberant(d)) for d in (5.0, 35.0))
    assert near - far == pytest.approx(60.0 * 30.0 / (SPEED_OF_SOUND * room.middle), rel=0.01)
    # 16 pi / A, with A by Sabine.
    whole = 16.0 * math.pi / (0.161 * room.volume / room.middle)
    assert room.reverberant(0.0) == pytest.approx(whole, rel=0.01)


def test_every_preset_makes_a_room_and_comes_back_from_a_file():
    for name in PRESETS:
        room = named(name)
        found = acoustics(room)
        assert (found.decay > 0.0).all()
        assert 0.005 < found.mixing < 0.6
        assert from_json(to_json(room)) == room
    other = changed(named("hall"), decay=2.5, size=(30, 20, 10), early_db=-3, order=2)
    assert from_json(to_json(other)) == other
    assert from_json("none") == from_json({"preset": "none"}) == NO_ROOM
    assert named("living_room") == named(" Living Room ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("kathedrale", "no room is called"),
        ({"preset": "hall", "decay": float("nan")}, "finite"),
        ({"preset": "hall", "decay": 21}, "0.05..20"),
        ({"preset": "hall", "size": [1, 2]}, "three numbers"),
        ({"preset": "hall", "size": [1, 2, 0.5]}, "1..200"),
        ({"preset": "hall", "size": [1, 2, float("inf")]}, "finite"),
        ({"preset": "hall", "absorption": 1.5}, "0..1"),
        ({"preset": "hall", "early_db": True}, "number"),
        ({"preset": "hall", "order": 3}, "1 or 2"),
        ({"preset": "hall", "surfaces": ["brick"] * 5 + ["cheese"]}, "cheese"),
        ({"preset": "hall", "colour": 1}, "colour"),
        ({"preset": "none", "decay": 1}, "none"),
        ({"preset": 3}, "name"),
        (7, "name"),
    ],
)
def test_what_no_room_has_is_refused_in_one_line(data, words):
    with pytest.raises(InvalidInput) as refused:
        from_json(data)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_sizes_and_decays_of_all_kinds_make_numbers():
    for size, decay, share in itertools.product(
        [(1, 1, 1), (200, 200, 200), (1, 200, 1), (3, 4, 5)], [0, 0.05, 20], [0, 0.5, 1]
    ):
        room = acoustics(changed(named("cave"), size=size, decay=decay, absorption=share))
        for found in (room.decay, room.reflections, room.high, room.density, room.predelay):
            assert np.isfinite(found).all()
        assert room.decay.shape == (len(BANDS),)


@pytest.mark.parametrize(
    ("text", "preset"),
    [
        ("a dog barks in a cathedral", "cathedral"),
        ("water drips in a small tiled bathroom", "bathroom"),
        ("outside in the snow somebody walks", "snow"),
        ("Ein Hund bellt in einer großen leeren Kirche", "church"),
        ("dans l'église, un orgue joue", "church"),
        ("un perro ladra en la calle", "street"),
        ("nell'ufficio squilla un telefono", "office"),
        ("um cão late na floresta", "forest"),
        ("собака лает в огромном соборе", "cathedral"),
        ("狗在大教堂里叫", "cathedral"),
        ("洞窟の中で水が滴る", "cave"),
        ("steps in the cave, then in the street", "cave"),
        ("a church bell rings on the left", None),
        ("a bell on the church tower", None),
        ("a kitchen timer behind me", None),
        ("im Hintergrund läutet eine Kirchenglocke", None),
        ("thunder, far away", None),
    ],
)
def test_words_name_a_room_where_something_is_in_one(text, preset):
    found = room_of_words(text)
    assert (found.preset if found else None) == preset


@pytest.mark.parametrize("azimuth", [0.0, 30.0, -30.0, 110.0, -110.0])
def test_the_studio_is_a_control_room_by_the_standard(azimuth):
    """EBU Tech. 3276: reflections within 15 ms, 1 to 8 kHz; decay, area and ratios of the room."""
    room = acoustics(named("studio"))
    walls, place = mirrors(room, 1), 2.0 * np.array(direction_of(azimuth))
    away = np.linalg.norm(images(room, walls, place[None], FRONT)[0], axis=1)
    soon = (away - 2.0) / SPEED_OF_SOUND < 0.015
    assert soon.any()
    level = 20.0 * np.log10(walls.colours[:, 3:7] * (2.0 / away)[:, None])
    assert level[soon].max() <= -10.0
    assert room.middle == pytest.approx(0.25 * (room.volume / 100.0) ** (1.0 / 3.0), abs=0.05)
    length, width, height = room.high - room.low
    assert length * width > 30.0
    assert 1.1 * width / height <= length / height <= 4.5 * width / height - 4.0
    assert max(length, width) < 3.0 * height


def direction_of(azimuth):
    return math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth)), 0.0
