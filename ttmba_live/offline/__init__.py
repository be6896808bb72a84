"""Scenes, texts and files to sound without a clock."""

from ttmba_live.offline._files import (
    as_path,
    binauralize_file,
    generate_files,
    read_scene,
    render,
    render_to_files,
    room_around,
    room_of_piece,
    walk_around,
)
from ttmba_live.offline._scenes import (
    HOP,
    as_made,
    binauralize,
    bounce_scene,
    make_clip,
    make_clips,
    plan,
    render_events,
    streamed_by,
)

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
    "streamed_by",
    "walk_around",
]
