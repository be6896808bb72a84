"""Scenes, texts and files to sound without a clock."""

from ttmba_live.offline._files import (
    as_path,
    binauralize_file,
    generate_files,
    read_scene,
    render,
    render_to_files,
    walk_around,
)
from ttmba_live.offline._scenes import binauralize, make_clips, plan

__all__ = [
    "as_path",
    "binauralize",
    "binauralize_file",
    "generate_files",
    "make_clips",
    "plan",
    "read_scene",
    "render",
    "render_to_files",
    "walk_around",
]
