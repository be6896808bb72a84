"""Scenes, texts and files to sound without a clock."""

from ttmba_live.offline._files import binauralize_file, generate_file, render, render_to_files
from ttmba_live.offline._scenes import plan

__all__ = [
    "binauralize_file",
    "generate_file",
    "plan",
    "render",
    "render_to_files",
]
