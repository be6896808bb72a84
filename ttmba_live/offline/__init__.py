"""Scenes, texts and files to sound without a clock."""

from ttmba_live.offline._files import (
    read_scene,
    render,
    render_to_files,
    room_around,
    room_of_piece,
)
from ttmba_live.offline._inputs import as_path, scene_inputs, spare
from ttmba_live.offline._scenes import (
    HOP,
    as_made,
    bounce_scene,
    make_clip,
    make_clips,
    plan,
    render_events,
    streamed_by,
)
from ttmba_live.offline._single import binauralize, binauralize_file, generate_files, walk_around

__all__ = [
    "HOP",
    "as_made",
    "as_path",
    "binauralize",
    "binauralize_file",
    "bounce_scene",
    "generate_files",
    "make_clip",
    "make_clips",
    "plan",
    "read_scene",
    "render",
    "render_events",
    "render_to_files",
    "room_around",
    "room_of_piece",
    "scene_inputs",
    "spare",
    "streamed_by",
    "walk_around",
]
