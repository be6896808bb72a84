"""Places to pose rows and delays, in both frames, on all six axes."""

import math

import pytest
import torch

from ttmba_live.binaural.nfs import NFS, Settings, ear_delays, to_pose
from ttmba_live.binaural.nfs._pose import features

pytestmark = pytest.mark.usefixtures("one_thread")

RIG = Settings(8, 16, 480)
HEAD = Settings(8, 16, 480, frame="head", head_radius=0.08)
AXES = {
    "front": (2.0, 0.0, 0.0),
    "back": (-2.0, 0.0, 0.0),
    "left": (0.0, 2.0, 0.0),
    "right": (0.0, -2.0, 0.0),
    "up": (0.0, 0.0, 2.0),
    "down": (0.0, 0.0, -2.0),
}


def place(xyz):
    return torch.tensor(xyz, dtype=torch.float64).reshape(1, 3, 1)


def delays(settings, xyz):
    return ear_delays(settings, to_pose(settings, place(xyz)))[0, :, 0].tolist()


@pytest.mark.parametrize("xyz", AXES.values(), ids=AXES)
def test_rig_delays_are_those_of_the_place(xyz):
    left, right = delays(RIG, xyz)
    assert left == pytest.approx(1000 * math.dist(xyz, (0, 0.08, 0)) / 343, abs=1e-9)
    assert right == pytest.approx(1000 * math.dist(xyz, (0, -0.08, 0)) / 343, abs=1e-9)


@pytest.mark.parametrize("xyz", AXES.values(), ids=AXES)
def test_rig_speaker_faces_the_listener(xyz):
    x, y, z, *turn = to_pose(RIG, place(xyz))[0, :, 0].tolist()
    qx, qy, qz, qw = turn
    # The inverse turn brings the speaker's front, (1, 0, 0), into the rig's frame.
    front = (1 - 2 * (qy**2 + qz**2), 2 * (qx * qy - qw * qz), 2 * (qx * qz + qw * qy))
    towards = [-value / 2 for value in (xyz[0], -xyz[1], xyz[2])]
    assert front == pytest.approx(towards, abs=1e-9)
    assert math.hypot(*turn) == pytest.approx(1.0)
    mouth = tuple(a - b for a, b in zip((x, y, z), (xyz[0], -xyz[1], xyz[2] - 0.22), strict=True))
    assert math.hypot(*mouth) == pytest.approx(math.hypot(0.09, 0.20), abs=1e-9)


@pytest.mark.parametrize("name", AXES)
def test_head_delays_go_around_the_ball(name):
    left, right = delays(HEAD, AXES[name])
    straight = 1000 * (2.0 - 0.08) / 343
    around = 1000 * (math.sqrt(4 - 0.0064) + 0.08 * (math.pi - math.acos(0.04))) / 343
    middle = 1000 * math.sqrt(4 + 0.0064) / 343
    wanted = {"left": (straight, around), "right": (around, straight)}
    assert (left, right) == pytest.approx(wanted.get(name, (middle, middle)), abs=1e-4)


def test_head_pose_is_metres_and_the_shortest_turn():
    for name, turn in {
        "front": (0, 0, 0, 1),
        "left": (0, 0, 0.5, 0.5),
        "right": (0, 0, -0.5, 0.5),
        "up": (0, -0.5, 0, 0.5),
        "down": (0, 0.5, 0, 0.5),
        "back": (0, 0, 0, 0),
    }.items():
        pose = to_pose(HEAD, place(AXES[name]))[0, :, 0].tolist()
        assert pose == pytest.approx([*AXES[name], *turn], abs=1e-9), name


@pytest.mark.parametrize("settings", [RIG, HEAD], ids=["rig", "head"])
def test_the_nearest_place_is_twenty_centimetres_away(settings):
    assert torch.allclose(
        to_pose(settings, place((0.0, 0.11, 0.0))), to_pose(settings, place((0.0, 0.2, 0.0)))
    )
    origin, above = to_pose(settings, place((0.0,) * 3)), to_pose(settings, place((0.0, 0.0, 0.2)))
    assert torch.allclose(origin, above)


def test_a_way_through_the_head_goes_over_its_top():
    steps = torch.linspace(0.3, -0.3, 601, dtype=torch.float64)
    zero = torch.zeros_like(steps)
    path = to_pose(HEAD, torch.stack([zero, steps, zero]).unsqueeze(0))[0, 0:3]
    assert (path.norm(dim=0) >= 0.2 - 1e-9).all()
    assert (path[:, 1:] - path[:, :-1]).norm(dim=0).max() < 0.03
    assert path[2, 300] == pytest.approx(0.2)


def test_head_features_have_no_seam():
    torch.manual_seed(1)
    directions = torch.nn.functional.normalize(torch.randn(2000, 3, 1, dtype=torch.float64), dim=1)
    nearby = torch.nn.functional.normalize(
        directions + 1e-4 * torch.randn(2000, 3, 1, dtype=torch.float64), dim=1
    )
    before, after = (features(HEAD, to_pose(HEAD, d)) for d in (directions, nearby))
    assert (before - after).abs().max() < 1e-3


def test_far_away_features_stand_still_and_only_the_delay_grows():
    far, farther = to_pose(HEAD, place((0.0, 30.0, 0.0))), to_pose(HEAD, place((0.0, 60.0, 0.0)))
    assert (features(HEAD, far) - features(HEAD, farther)).abs().max() < 1e-3
    grown = ear_delays(HEAD, farther) - ear_delays(HEAD, far)
    assert torch.allclose(grown, torch.full_like(grown, 30_000 / 343), atol=1e-2)


def test_a_silent_quaternion_counts_as_ones():
    pose = torch.tensor([1.0, 2.0, 0.5, 0.0, 0.0, 0.0, 0.0]).reshape(1, 7, 1)
    ones = pose.clone()
    ones[:, 3:] = 1.0
    assert torch.allclose(ear_delays(RIG, pose), ear_delays(RIG, ones))


def test_left_stays_left_through_the_network():
    torch.manual_seed(0)
    model = NFS(HEAD).eval()
    delay, _ = model.field(to_pose(HEAD, place((0.0, 1.0, 0.0)).float()), 1, torch.tensor([500.0]))
    assert delay[0, 0, 0] < delay[0, 1, 0]
