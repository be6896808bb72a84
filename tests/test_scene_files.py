"""Event lines and scene files: read, written, refused in one line."""

import json
import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from positions import positions

from ttmba_live import scene as sc
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import (
    Position,
    Trajectory,
)
from ttmba_live.scene import Event, parse_line
from ttmba_live.text.lines import parted

numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
sounds = (
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)
    .filter(str.isprintable)
    .filter(lambda s: not set("<>") & set(s))
)
events = st.builds(
    Event.checked,
    sounds,
    st.floats(0.01, 3600),
    positions,
    st.floats(0, 3600),
)


@given(events)
@example(Event.checked("a — b", 1.0, Position(), 0.0))
def test_event_lines_round_trip(event):
    # Of two "at" signs in a sound, one may be a line's that was forgotten: refused.
    assume(sum(event.sound.count(at) for at in "@\uff20\ufe6b") <= 1)
    assert parse_line(sc.format_line(event)) == event


@given(st.lists(events, max_size=4), st.floats(-60, 20), st.integers(0, 2**32), st.booleans())
def test_scene_files_round_trip(some, gain, seed, loop):
    from dataclasses import replace

    path = Trajectory.checked([(0, 10, 20, 3), (1.5, -170, 0, 2), (1.5, 0, 0, 1)])
    fade = sc.Envelope.checked([(0, -60), (1.5, 0), (1.5, -6)])
    rest = {"file": "dry.wav", "trajectory": path, "envelope": fade}
    full = [
        replace(e, gain_db=gain, seed=seed, loop=loop, id=f"e{n}", **rest)
        for n, e in enumerate(some)
    ]
    assert sc.scene_from_json(sc.scene_to_json(some)) == some
    assert sc.scene_from_json(sc.scene_to_json(full, generator="sketch")) == full


def test_the_papers_line_and_what_is_forgiven():
    wanted = Event("dog barking", 4.0, Position(90.0, -10.0, 2.0), 0.0)
    for line in (
        "dog barking@4@90,-10@2@0",
        " dog  barking @ 4 @ 90 , -10 @ 2 @ 0 ",
        "<dog barking>@<4>@<90, -10>@<2>@<0>",
        "<dog barking>@<4>@<90>,<-10>@<2>@<0>",
        "dog barking@4.0@450,-10.0@2e0@0",
    ):
        assert parse_line(line) == wanted
    assert parse_line("a@b@1@0,0@1@0").sound == "a@b"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("dog@4@90,0@2", "sound@duration@azimuth,elevation@distance@start"),
        ("dog@4@90@2@0", "azimuth,elevation"),
        ("dog@x@90,0@2@0", "duration"),
        ("dog@4@90,95@2@0", "elevation"),
        ("dog@4@90,0@-2@0", "distance"),
        ("dog@0@90,0@2@0", "duration"),
        ("dog@4@nan,0@2@0", "azimuth"),
        ("dog@4@90,0@2@-1", "start"),
        ("@4@90,0@2@0", "sound"),
        ("dog@1e9@0,0@1@0", "duration"),
    ],
)
def test_bad_lines_say_what_is_wrong(line, named):
    with pytest.raises(InvalidInput, match=named):
        parse_line(line)


def scene_text(**changes):
    event = {"sound": "a", "duration": 1, "azimuth": 0, "elevation": 0, "distance": 1, "start": 0}
    event.update(changes)
    return json.dumps({"version": 1, "events": [{k: v for k, v in event.items() if v is not None}]})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ("3", "a list of events"),
        ('{"version": 2, "events": []}', "version"),
        ('{"version": 1}', "events"),
        ('{"version": 1, "events": [], "evnts": 1}', "evnts"),
        (scene_text(azimut=3), "did you mean 'azimuth'"),
        (scene_text(sound=None), "lacks sound"),
        (scene_text(duration="1"), "duration"),
        (scene_text(loop=1), "loop"),
        (scene_text(seed=True), "seed"),
        (scene_text(trajectory=[[0, 1]]), "trajectory"),
        (scene_text(trajectory=[[1, 0, 0, 1], [0, 0, 0, 1]]), "backwards"),
        (scene_text(trajectory=[]), "at least one"),
        (scene_text(envelope=[]), "1..10000 points, not 0"),
        (scene_text(envelope=[[0, 0]] * 10_001), "not 10001"),
        (scene_text(envelope=[0, -6]), r"\[time, dB\], not 0"),
        (scene_text(envelope=[[0, True]]), r"\[time, dB\], not \[0, True\]"),
        (scene_text(envelope=[[1, 0], [0, 0]]), "backwards"),
        (scene_text(envelope=[[-1, 0]]), "negative"),
        (scene_text(envelope=[[0, 41]]), "-200..40 dB, not 41"),
        (scene_text(envelope=[[10**400, 0]]), "too many digits"),
        (scene_text(envelope={"0": 1}), "'envelope' has the wrong type"),
        (scene_text(id="a b"), "id"),
        (scene_text(azimuth=math.nan), "azimuth"),
        (scene_text(gain_db=99), "gain"),
    ],
)
def test_bad_scene_files_say_what_is_wrong(text, named):
    with pytest.raises(InvalidInput, match=named):
        sc.scene_from_json(text)


def test_files_name_themselves_in_errors(tmp_path):
    lines = tmp_path / "cue.txt"
    lines.write_text("# a comment\n\ndog@1@0,0@1@0\nbad\n")
    with pytest.raises(InvalidInput, match=r"cue\.txt, line 4"):
        sc.read_events(lines)
    lines.write_bytes(b"dog\xff\xfe")
    with pytest.raises(InvalidInput, match="UTF-8"):
        sc.read_events(lines)
    with pytest.raises(Unavailable, match=r"nothing\.json"):
        sc.read_events(tmp_path / "nothing.json")


def test_what_an_event_shall_not_sound_like_is_kept_and_judged():
    event = Event.checked("birds", 1.0, Position(), negative=" car  horns ", guidance=2.5)
    assert event.negative == "car horns"
    assert sc.scene_from_json(sc.scene_to_json([event])) == [event]
    for wrong in ({"negative": "x" * 3_000}, {"guidance": 101.0}, {"guidance": math.nan}):
        with pytest.raises(InvalidInput):
            Event.checked("birds", 1.0, Position(), **wrong)


PLAIN = {"sound": "rain", "duration": 2, "azimuth": 0, "elevation": 0, "distance": 1, "start": 0}


@pytest.mark.parametrize(
    "wrap", [lambda e: e, lambda e: [e], lambda e: {"version": 1, "events": [e]}]
)
def test_a_cue_may_be_json(wrap):
    text = json.dumps(wrap({**PLAIN, "seed": 3, "negative": "thunder", "guidance": 6}))
    (event,) = parted(" " + text).events
    assert (event.sound, event.seed, event.negative, event.guidance) == ("rain", 3, "thunder", 6)
    assert event.planner == "lines"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"sound": "rain"', "not JSON"),
        ('{"sound": "rain"}', "lacks duration"),
        (json.dumps({**PLAIN, "negativ": "x"}), "negative"),
        (json.dumps({**PLAIN, "file": "/etc/passwd"}), "only scene files"),
        ("[{" * 5_000, "not JSON"),
    ],
)
def test_a_cue_of_json_with_a_mistake_is_refused_in_a_line(text, why):
    with pytest.raises(InvalidInput, match=why):
        parted(text)


def test_brackets_do_not_make_prose_json():
    assert parted("[a dog barks]").prose == "[a dog barks]"
    assert parted("{softly} a dog barks").prose
