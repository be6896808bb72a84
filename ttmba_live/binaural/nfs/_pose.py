"""Places in the project's frame to pose rows of a checkpoint's frame, and from there to delays.

Knows geometry and the two frames; knows no weights and no sound. Pose rows are
(x, y, z, qx, qy, qz, qw): metres, and the source's orientation.

``rig``: the frame in which the published weights were trained. x forward, **y right**, z up; the
origin is a tracker above the listener's ears, and the position is that of a tracker above and
behind the speaker's mouth.

``head``: this project's own. x front, y left, z up, origin midway between the ears; the
orientation is the shortest turn that keeps a source facing the listener, counted from facing it
at the front, and fades out straight behind, where two turns are equally short. So no direction
has a seam.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ttmba_live.binaural.nfs._settings import Settings
from ttmba_live.geometry import LIFTED, MIN_DISTANCE, SPEED_OF_SOUND

MOUTH = (0.09, 0.0, -0.20)
"""Metres from the rig's speaker tracker, turned with the speaker."""

RIG_EARS = ((0.0, -0.08, -0.22), (0.0, 0.08, -0.22))
"""Metres from the rig's listener tracker: left, right (y right)."""

FEATURE_SCALE = 0.03
"""Brings the ``head`` frame's numbers to where the encoding turns slowly enough to generalise."""

NEAREST_REACH = 0.5
"""How far, of the unit sphere's radius, the nearest source (0.2 m) is drawn inwards."""


def to_pose(settings: Settings, xyz: Tensor) -> Tensor:
    """Metres around the listener (B, 3, T) to pose rows (B, 7, T); the source faces the listener.

    Sources nearer than 0.2 m are moved out to 0.2 m along their direction. What comes nearer than
    0.1 m is lifted over the head first, so that a way through the head has no jump from ear to ear.
    """
    missing = (LIFTED**2 - xyz.square().sum(dim=1, keepdim=True)).clamp(min=0.0)
    height = xyz[:, 2:3]
    lift = torch.where(missing > 0.0, (height.square() + missing).sqrt() - height, 0.0 * height)
    lifted = torch.cat([xyz[:, 0:2], height + lift], dim=1)
    distance = lifted.norm(dim=1, keepdim=True)
    direction = lifted / distance
    place = direction * distance.clamp(min=MIN_DISTANCE)
    return _rig_pose(place) if settings.frame == "rig" else _head_pose(place, direction)


def _head_pose(place: Tensor, direction: Tensor) -> Tensor:
    x, y, z = direction.unbind(dim=1)
    turn = torch.stack([torch.zeros_like(x), -z / 2, y / 2, (1 + x) / 2], dim=1)
    return torch.cat([place, turn], dim=1)


def _rig_pose(place: Tensor) -> Tensor:
    flip = torch.tensor([1.0, -1.0, 1.0], dtype=place.dtype, device=place.device).reshape(1, 3, 1)
    source = place * flip
    x, y, z = (-source / source.norm(dim=1, keepdim=True)).unbind(dim=1)
    yaw = torch.atan2(y, x)
    # From 0 to 2 pi, so that the half angles below have their seam behind the listener.
    yaw = torch.where(yaw < 0, yaw + 2 * torch.pi, yaw) / 2
    pitch = -torch.asin(z.clamp(-1.0, 1.0)) / 2
    turn = torch.stack(
        [
            torch.sin(yaw) * torch.sin(pitch),
            -torch.cos(yaw) * torch.sin(pitch),
            -torch.sin(yaw) * torch.cos(pitch),
            torch.cos(yaw) * torch.cos(pitch),
        ],
        dim=1,
    )
    ears = place.new_tensor([0.0, 0.0, RIG_EARS[0][2]]).reshape(1, 3, 1)
    tracker: Tensor = source + ears - _mouth_offset(turn)
    return torch.cat([tracker, turn], dim=1)


def _mouth_offset(turn: Tensor) -> Tensor:
    """Where the mouth is from the speaker's tracker, (B, 3, T); ``turn`` (B, 4, T) is xyzw."""
    silent = (turn == 0).all(dim=1, keepdim=True)
    turn = torch.where(silent, torch.ones_like(turn), turn)
    turn = turn / turn.norm(dim=1, keepdim=True)
    axis, w = -turn[:, 0:3], turn[:, 3:4]
    mouth = turn.new_tensor(MOUTH).reshape(1, 3, 1).expand_as(axis)
    swept: Tensor = 2.0 * torch.linalg.cross(axis, mouth, dim=1)
    turned: Tensor = torch.linalg.cross(axis, swept, dim=1)
    return mouth + w * swept + turned


def ear_delays(settings: Settings, pose: Tensor) -> Tensor:
    """Milliseconds from the source to the left and right ear by geometry: (B, 7, T) to (B, 2, T).

    A measured head's onsets differ from this by what `read_map` says.
    """
    if settings.frame == "rig":
        source = pose[:, 0:3] + _mouth_offset(pose[:, 3:7])
        ears = pose.new_tensor(RIG_EARS).reshape(1, 2, 3, 1)
        path = (source.unsqueeze(1) - ears).norm(dim=2)
    else:
        path = around_sphere(pose[:, 0:3], settings.head_radius)
    delays: Tensor = 1000.0 * path / SPEED_OF_SOUND
    return delays


def map_directions(device: torch.device | None = None) -> Tensor:
    """Unit vectors (37, 73, 3) where a delay map is given: every 5 degrees, -90 and -180 first."""
    elevation = torch.deg2rad(torch.arange(-90.0, 91.0, 5.0, device=device))[:, None]
    azimuth = torch.deg2rad(torch.arange(-180.0, 181.0, 5.0, device=device))[None]
    x, y = elevation.cos() * azimuth.cos(), elevation.cos() * azimuth.sin()
    return torch.stack([x, y, elevation.sin().expand_as(x)], dim=-1)


def read_map(delay_map: Tensor, place: Tensor) -> Tensor:
    """A map (2, 37, 73) at places (B, 3, T), linearly between its directions: (B, 2, T)."""
    x, y, z = place.unbind(dim=1)
    rows, columns = delay_map.shape[1:]
    up = (torch.atan2(z, torch.hypot(x, y)) / torch.pi + 0.5) * (rows - 1)
    around = (torch.atan2(y, x) / (2 * torch.pi) + 0.5) * (columns - 1)
    row = up.floor().long().clamp(0, rows - 2)
    column = around.floor().long().clamp(0, columns - 2)
    above, beside = (up - row).to(delay_map.dtype), (around - column).to(delay_map.dtype)
    low = torch.lerp(delay_map[:, row, column], delay_map[:, row, column + 1], beside)
    high = torch.lerp(delay_map[:, row + 1, column], delay_map[:, row + 1, column + 1], beside)
    return torch.lerp(low, high, above).transpose(0, 1)


def around_sphere(place: Tensor, radius: float) -> Tensor:
    """Metres from ``place`` (B, 3, T) to the ears at (0, +-radius, 0) around a ball: (B, 2, T).

    Straight where the ear is in sight; else a tangent and the arc from where it touches.
    """
    distance = place.norm(dim=1).clamp(min=1.01 * radius)
    left = (place[:, 1] / distance).clamp(-1.0, 1.0)
    paths = []
    for toward in (left, -left):
        straight = (distance**2 + radius**2 - 2 * radius * distance * toward).clamp(min=0).sqrt()
        angle, horizon = torch.acos(toward), torch.acos(radius / distance)
        around = (distance**2 - radius**2).sqrt() + radius * (angle - horizon)
        paths.append(torch.where(angle <= horizon, straight, around))
    return torch.stack(paths, dim=1)


def features(settings: Settings, pose: Tensor) -> Tensor:
    """What the encodings are given: (B, 7, T) to (B, 7, T).

    ``rig`` rows as they are. ``head`` rows by direction, with far sources on one sphere and near
    ones drawn inwards, since the delay already knows the distance.
    """
    if settings.frame == "rig":
        return pose
    place = pose[:, 0:3]
    distance = place.norm(dim=1, keepdim=True).clamp(min=MIN_DISTANCE)
    reach = 1.0 - NEAREST_REACH * MIN_DISTANCE / distance
    return FEATURE_SCALE * torch.cat([place / distance * reach, pose[:, 3:7]], dim=1)
