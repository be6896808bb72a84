"""A run on disk: its timeline, clips and manifest; played again, its stems and projects."""

from ttmba_live.session._bounce import Bounced, Progress, Stem, bounce, named, scene_entries
from ttmba_live.session._folder import (
    AUDIBLE_DB,
    SCENE,
    copy_run,
    finish_run,
    limiter_notes,
    rerun_notes,
    write_clips,
    write_session,
)
from ttmba_live.session._mix import Mix
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._run_folder import RunFolder, set_aside
from ttmba_live.session._timeline import NAME, Head, TimelineWriter
from ttmba_live.session._tracks import Played

__all__ = [
    "AUDIBLE_DB",
    "NAME",
    "SCENE",
    "Bounced",
    "Head",
    "Mix",
    "Played",
    "Progress",
    "Rerun",
    "RunFolder",
    "Stem",
    "TimelineWriter",
    "bounce",
    "copy_run",
    "finish_run",
    "limiter_notes",
    "named",
    "rerun_notes",
    "scene_entries",
    "set_aside",
    "write_clips",
    "write_session",
]
