"""A model's answer as it comes: wrapped, cut, with units, at odds with itself; read in one pass."""

import contextlib
import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene import Envelope
from ttmba_live.text import MAX_EVENTS
from ttmba_live.text._answers import read
from ttmba_live.text._quantities import number_of
from ttmba_live.text._sides import turned


def event(**fields):
    usual = {"sound": "dog barking", "duration": 4, "azimuth": 90, "elevation": 0, "distance": 3,
             "start": 0, "gain_db": 0, "trajectory": [], "envelope": []}  # fmt: skip
    return {**usual, **fields}


ONE = json.dumps(event())
TWO = json.dumps({"events": [event(), event(sound="cat")]})


@pytest.mark.parametrize(
    "answer",
    [
        f'{{"events": [{ONE}]}}',
        f"[{ONE}]",
        ONE,
        f'{{"events": {ONE}}}',
        f'{{"scene": {{"events": [{ONE}]}}}}',
        f'{{"result": {{"scene": {{"events": [{ONE}]}}}}}}',
        f'{{"events": [{ONE},],}}',
        f'{{"events": [{ONE[:-1]}, }}, ]}}',
        f'```json\n{{"events": [{ONE}]}}\n```\nEnjoy {{them}}!',
        f'Here {{as asked}} [1]: {{"events": [{ONE}]}}',
        f'<think>[{{"events": []}}]</think>{{"events": [{ONE}]}}',
        f'it is a dog, {{so}}...</think>{{"events": [{ONE}]}}',
        f'<think>a</think><think>b</think>{{"events": [{ONE}]}}',
        f'{{"events": [{ONE}]}}<think>was that right',
        f'<think>no end {{"events": [{ONE}]}}',
    ],
)
def test_events_are_found_however_they_are_wrapped(answer):
    found = read(answer)
    assert [e.sound for e in found.events] == ["dog barking"]
    assert (found.faults, found.notes) == ([], [])


def test_brackets_and_commas_in_words_are_words():
    odd = 'dog "rex", ] } {[ ,] \\ </think'
    assert read(json.dumps({"events": [event(sound=odd)]})).events[0].sound == odd


@given(st.integers(1, len(TWO) - 1))
def test_a_cut_answer_keeps_its_whole_events(at):
    whole = TWO[:at].count("}")
    if whole == 0:
        with pytest.raises(InvalidInput):
            read(TWO[:at])
        return
    found = read(TWO[:at])
    assert [e.sound for e in found.events] == ["dog barking", "cat"][:whole]
    assert len(found.notes) == 1
    assert "cut off" in found.notes[0]


def test_an_event_cut_within_its_path_is_not_whole():
    path = [{"time": t, "azimuth": 0, "elevation": 0, "distance": 1} for t in (0, 2)]
    first, second = json.dumps(event()), json.dumps(event(sound="car", trajectory=path))
    for answer in (f'{{"events": [{first}, {second[:-5]}', f"[{first}, {second[:-30]}"):
        assert [e.sound for e in read(answer).events] == ["dog barking"]
    for answer in (f'{{"events": [{second[:-5]}', second[:-5], f"[{second[:-30]}"):
        with pytest.raises(InvalidInput):
            read(answer)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("distance", "3 m", 3), ("distance", "30cm", 0.3), ("distance", "1.5 km", 1500),
        ("distance", "10 feet", 3.048), ("azimuth", "90°", 90), ("azimuth", "+45 deg", 45),
        ("azimuth", "\N{MINUS SIGN}30 degrees", -30), ("azimuth", "45° right", -45),
        ("azimuth", "90 left", 90), ("elevation", "20 down", -20), ("duration", "2,5 s", 2.5),
        ("duration", "500ms", 0.5), ("start", "1 min", 60), ("gain_db", "-6 dB", -6),
        ("time", "1e1", 10), ("time", ".5", 0.5), ("time", 7, 7),
    ],
)  # fmt: skip
def test_numbers_come_with_units(name, text, value):
    assert number_of(name, text) == pytest.approx(value)


@pytest.mark.parametrize(
    "value", ["left", "", "3 s s m", "1.2.3", "1" * 100, True, None, [], math.nan, 10**400, "nan"]
)
def test_what_is_no_number_is_told(value):
    with pytest.raises(InvalidInput, match='"azimuth" must be a'):
        number_of("azimuth", value)


PLACES = {
    "left": (-90, 0), "behind left": (-135, 0), "front right": (45, 0), "behind": (0, 0),
    "right behind you, to the left": (-120, 0), "in front": (170, 0), "above": (0, -60),
    "below right": (90, 30), "back R right": (135, 0), "straight ahead": (-180, 0),
}  # fmt: skip


@pytest.mark.parametrize(("where", "place"), PLACES.items())
def test_a_side_that_disagrees_with_its_words_is_turned_and_told(where, place):
    fields = {"azimuth": place[0], "elevation": place[1], "where": where}
    found = read(json.dumps([event(**fields)]))
    (planned,) = found.events
    assert turned(planned.position, where) is None, "now it agrees"
    assert planned.position != Position.checked(*place, 3)
    assert repr(where) in found.notes[0]
    fields |= {"azimuth": planned.position.azimuth, "elevation": planned.position.elevation}
    assert read(json.dumps([event(**fields)])).notes == [], "what agrees is left as it is"


@pytest.mark.parametrize(
    "where", ["from left to right", "all around", "", "right behind", "near", 3]
)
def test_words_that_name_no_one_side_change_nothing(where):
    found = read(json.dumps([event(azimuth=170, where=where)]))
    assert (found.events[0].position.azimuth, found.notes) == (170, [])


@given(st.floats(-179, 180), st.floats(-90, 90), st.sampled_from(sorted(PLACES)))
def test_a_turn_is_enough_and_keeps_angles_off_the_middle(azimuth, elevation, where):
    place = Position.checked(azimuth, elevation, 1)
    turn = turned(place, where)
    if turn is not None:
        there = turn.apply(place)
        assert turned(there, where) is None
        assert abs(there.elevation) == abs(elevation)
        assert abs(there.direction[1]) == pytest.approx(abs(place.direction[1]), abs=1e-9)


def path(*rows):
    names = ("time", "azimuth", "elevation", "distance")
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_path_is_turned_with_its_event():
    rows = path((0, -90, 0, 3), (4, -10, 0, 3))
    (planned,) = read(json.dumps([event(azimuth=-90, where="left", trajectory=rows)])).events
    assert [p.azimuth for p in planned.trajectory.positions] == [90, 10]


def test_times_from_the_cues_start_are_mended():
    rows = path((5, 90, 0, 3), (7, 0, 0, 3), (9, -90, 0, 3))
    found = read(json.dumps([event(start=5, trajectory=rows)]))
    assert found.events[0].trajectory.times == (0, 2, 4)
    assert "counted from the cue's start" in found.notes[0]


def test_a_path_that_lasts_too_long_is_fitted_with_all_its_points():
    rows = path((0, 90, 0, 3), (6, 0, 0, 3), (8, -90, 0, 3))
    found = read(json.dumps([event(trajectory=rows)]))
    assert found.events[0].trajectory.times == (0, 3, 4)
    assert "8 s" in found.notes[0]
    exact = read(json.dumps([event(trajectory=path((0, 90, 0, 3), (4, -90, 0, 3)))]))
    assert exact.notes == []


def test_fades_become_envelopes():
    fade = [{"time": "0 s", "gain_db": -300}, [2, "0 dB"], {"time": 8, "gain_db": -6}]
    found = read(json.dumps([event(envelope=fade)]))
    assert found.events[0].envelope == Envelope((0.0, 1.0, 4.0), (-100.0, 0.0, -6.0))
    assert "8 s" in found.notes[0]


def test_too_many_events_are_told():
    found = read(json.dumps([event(start=n) for n in range(MAX_EVENTS + 9)]))
    assert len(found.events) == MAX_EVENTS
    assert f"made {MAX_EVENTS + 9} events" in found.notes[0]


@given(st.text() | st.text(st.sampled_from('{}[],:"\\<think>/ 01e.-ab')))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(InvalidInput):
        assert read(text).events


GROWING = {
    "thoughts that begin": "<think>",
    "thoughts that end": "</think>",
    "objects that begin": '{"events":',
    "lists that begin": "[",
    "objects that end": "{}",
    "quotes": '"',
    "escapes": '"\\',
    "escaped quotes": '{"\\"',
    "commas": "[,",
    "whole events": ONE + ",",
    "cut events": '[{"sound": "x", "trajectory": [{},',
    "digits": "1",
    "spaces": " ",
}


@pytest.mark.parametrize("piece", GROWING.values(), ids=GROWING)
@pytest.mark.parametrize("begins", ["", '{"events": ['])
def test_the_work_grows_as_the_text_does(begins, piece):
    """Eight times the text is eight times the work; sixty-four times if it is done again and again.

    In this thread's own time, at a ratio: the machine's other work does not count.
    """

    def work(length):
        text = begins + piece * (length // len(piece))
        before = time.thread_time()
        with contextlib.suppress(InvalidInput):
            read(text)
        return time.thread_time() - before

    rounds = [(work(20_000), work(160_000)) for _ in range(3)]
    short, long = (min(times) for times in zip(*rounds, strict=True))
    assert long < 24 * short + 0.02
