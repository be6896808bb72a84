"""Scenes, texts and files to sound without a clock."""

from ttmba_live.offline._files import (
    binauralize_file,
    generate_file,
    render,
    render_to_files,
    walk_around,
)
from ttmba_live.offline._scenes import binauralize, plan

__all__ = [
    "binauralize",
    "binauralize_file",
    "generate_file",
    "plan",
    "render",
    "render_to_files",
    "walk_around",
]
