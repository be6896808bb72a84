"""Positions, trajectories, heads and `apply`."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from positions import angles, positions

from ttmba_live import scene as sc
from ttmba_live.errors import InvalidInput
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
from ttmba_live.scene import Event, Scene, apply


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
