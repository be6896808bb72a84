"""A run on disk: its timeline, clips and manifest; played again, its stems and projects."""

from ttmba_live.session._bounce import Bounced, Progress, Stem, bounce, named, scene_entries
from ttmba_live.session._folder import (
    SCENE,
    copy_run,
    finish_run,
    rerun_notes,
    write_clips,
    write_session,
)
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._run_folder import RunFolder, set_aside
from ttmba_live.session._timeline import NAME, Head, TimelineWriter
from ttmba_live.session._tracks import Played

__all__ = [
    "NAME",
    "SCENE",
    "Bounced",
    "Head",
    "Played",
    "Progress",
    "Rerun",
    "RunFolder",
    "Stem",
    "TimelineWriter",
    "bounce",
    "copy_run",
    "finish_run",
    "named",
    "rerun_notes",
    "scene_entries",
    "set_aside",
    "write_clips",
    "write_session",
]
