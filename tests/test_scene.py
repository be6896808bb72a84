"""Positions, trajectories, event lines, scene files and `apply`."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttmba_live import scene as sc
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import (
    Position,
    Trajectory,
    conjugate,
    normalized,
    quaternion_from_ypr,
    rotation_matrix,
    shorter_arc,
    wrap_degrees,
    ypr_from_quaternion,
)
from ttmba_live.scene import Event, Scene, apply, parse_line
from ttmba_live.text.lines import parted

numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
angles = st.floats(-180, 180, exclude_min=True)
positions = st.builds(Position, angles, st.floats(-90, 90), st.floats(0, 1000))
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
def test_event_lines_round_trip(event):
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
        ("[]", "version"),
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


def test_an_envelope_runs_straight_in_db_and_is_held_outside():
    fade = sc.Envelope.checked([(1, -60), (3, 0), (3, -6), (4, -12)])
    found = [fade.at(time) for time in (0, 1, 2, 2.5, 3, 3.5, 9)]
    assert found == [-60, -60, -30, -15, -6, -9, -12]


def test_trajectory_files(tmp_path):
    file = tmp_path / "path.csv"
    file.write_text("time,azimuth,elevation,distance\n0,90,0,2\n2,-90,0,4\n")
    assert sc.read_trajectory(file).at(1.0).distance == 3.0
    for text, named in (
        ("t,a,e,d\n0,0,0,1\n", "must begin with"),
        ("time,azimuth,elevation,distance\n0,0,x,1\n", "line 2"),
        ("time,azimuth,elevation,distance\n0,0,nan,1\n", "elevation"),
        ("time,azimuth,elevation,distance\n", "at least one"),
    ):
        file.write_text(text)
        with pytest.raises(InvalidInput, match=named):
            sc.read_trajectory(file)


@pytest.mark.parametrize(
    ("position", "xyz"),
    [
        (Position(0, 0, 2), (2, 0, 0)),
        (Position(90, 0, 2), (0, 2, 0)),
        (Position(-90, 0, 2), (0, -2, 0)),
        (Position(180, 0, 2), (-2, 0, 0)),
        (Position(0, 90, 2), (0, 0, 2)),
        (Position(0, -90, 2), (0, 0, -2)),
    ],
)
def test_all_six_axes(position, xyz):
    assert position.xyz == pytest.approx(xyz, abs=1e-12)
    assert Position.from_xyz(*xyz).xyz == pytest.approx(xyz, abs=1e-12)


@given(positions, positions, st.floats(0, 1))
def test_the_shorter_arc_is_no_detour(start, end, share):
    def angle(p, q):
        return math.acos(
            max(-1, min(1, sum(a * b for a, b in zip(p.direction, q.direction, strict=True))))
        )

    there = shorter_arc(start, end, share)
    if angle(start, end) < math.pi - 1e-3:
        assert angle(start, there) == pytest.approx(share * angle(start, end), abs=1e-4)
    assert min(start.distance, end.distance) - 1e-9 <= there.distance
    assert there.distance <= max(start.distance, end.distance) + 1e-9


def test_trajectories_turn_the_short_way_and_hold_outside():
    path = Trajectory.checked([(1, 170, 0, 1), (2, -170, 0, 3)])
    assert abs(path.at(1.5).azimuth) == pytest.approx(180)
    assert path.at(0).azimuth == 170
    assert path.at(99).distance == 3
    half = Trajectory.checked([(0, 0, 0, 1), (1, 180, 0, 1)])
    assert half.at(0.5).azimuth == pytest.approx(90), "opposite ends go by the left"


@given(angles, st.floats(-89, 89), angles)
def test_head_angles_round_trip(yaw, pitch, roll):
    back = ypr_from_quaternion(quaternion_from_ypr(yaw, pitch, roll))
    for got, sent in zip(back, (yaw, pitch, roll), strict=True):
        assert abs(wrap_degrees(got - sent)) < 1e-4


def test_head_axes():
    def front(*ypr):
        return tuple(row[0] for row in rotation_matrix(quaternion_from_ypr(*ypr)))

    def left_ear(*ypr):
        return tuple(row[1] for row in rotation_matrix(quaternion_from_ypr(*ypr)))

    assert front(90, 0, 0) == pytest.approx((0, 1, 0)), "yaw + turns left"
    assert front(0, 90, 0) == pytest.approx((0, 0, 1)), "pitch + looks up"
    assert left_ear(0, 0, 90) == pytest.approx((0, 0, 1)), "roll + puts the right ear down"
    q = quaternion_from_ypr(30, 20, 10)
    assert conjugate(conjugate(q)) == q
    with pytest.raises(InvalidInput):
        normalized(0, 0, 0, 0)


def one_source():
    return Scene().place(Event("dog", 1.0, Position(0, 0, 2), id="dog"))


def test_moves_keep_the_other_axes():
    scene = apply(one_source(), sc.MovePolar("dog", azimuth=90))
    assert scene.sources["dog"].position == Position(90, 0, 2)
    scene = apply(scene, sc.MoveCartesian("dog", z=2.0))
    assert scene.sources["dog"].position.xyz == pytest.approx((0, 2, 2))
    scene = apply(scene, sc.MovePolar("dog", elevation=90))
    scene = apply(scene, sc.MovePolar("dog", elevation=0))
    assert scene.sources["dog"].position.azimuth == pytest.approx(90), "not lost at the zenith"


def test_apply_changes_only_what_was_asked_and_never_the_old_scene():
    old = one_source()
    new = apply(old, sc.SetGain("dog", -6.0))
    assert old.sources["dog"].gain_db == 0.0
    assert new.sources["dog"].gain_db == -6.0
    assert apply(new, sc.SetMute("dog", True)).sources["dog"].mute
    assert apply(new, sc.SetLoop("dog", True)).sources["dog"].loop
    assert apply(new, sc.SetName("dog", "Rex")).sources["dog"].name == "Rex"
    turned = apply(new, sc.TurnHeadAxis(yaw=30.0))
    turned = apply(turned, sc.TurnHeadAxis(pitch=10.0))
    assert ypr_from_quaternion(turned.listener.orientation) == pytest.approx((30, 10, 0))
    assert apply(turned, sc.MoveListener(y=2.0)).listener.xyz == (0, 2, 0)
    with pytest.raises(InvalidInput, match="did you mean 'dog'"):
        apply(new, sc.SetGain("dgo", 0.0))
    with pytest.raises(InvalidInput):
        apply(new, sc.MovePolar("dog", distance=-1.0))


def test_ids_and_numbers():
    scene = one_source()
    assert scene.free_id("Dog!") == "dog_2"
    scene = scene.place(Event("cat", 1.0, id="cat"))
    assert [s.number for s in scene.sources.values()] == [1, 2]
    scene = scene.without("dog").place(Event("owl", 1.0, id="owl"))
    assert scene.numbered(1).id == "owl", "the lowest free number is taken"
    for bad in ("", "a b", "a/b", "a*", "..", "x" * 65, "a\0", 'a"', "a:b"):
        with pytest.raises(InvalidInput):
            sc.checked_id(bad)
    assert sc.slug("Glöckchen, läuten!") == "glöckchen_läuten"
    assert sc.slug("🔔") == "sound"
