"""Scenes, texts and files to sound without a clock."""

from ttmba_live.offline._files import (
    binauralize_file,
    generate_files,
    render,
    render_to_files,
    walk_around,
)
from ttmba_live.offline._scenes import plan

__all__ = [
    "binauralize_file",
    "generate_files",
    "plan",
    "render",
    "render_to_files",
    "walk_around",
]
