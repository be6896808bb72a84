"""A run on disk: its timeline, clips and manifest; played again, its stems and projects."""

from ttmba_live.session._bounce import (
    Bounced,
    Mark,
    Progress,
    Stem,
    bounce,
    drained,
    named,
    play,
    scene_entries,
)
from ttmba_live.session._folder import (
    AUDIBLE_DB,
    Finished,
    copy_run,
    finish_run,
    limiter_notes,
    rerun_lacks,
    rerun_notes,
    write_clips,
    write_session,
)
from ttmba_live.session._lock import LOCK, Held
from ttmba_live.session._mix import Mix
from ttmba_live.session._patience import SAVE_PATIENCE, Patience
from ttmba_live.session._replay import Replay
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._run_folder import RunFolder
from ttmba_live.session._run_names import SCENE, SNAPSHOTS, generated, set_aside
from ttmba_live.session._runs import FoundRun, found_runs, sessions_in
from ttmba_live.session._spool import TORN
from ttmba_live.session._takes import take_start
from ttmba_live.session._timeline import NAME, Head, TimelineWriter, run_file
from ttmba_live.session._tracks import STEMS, Played

__all__ = [
    "AUDIBLE_DB",
    "LOCK",
    "NAME",
    "SAVE_PATIENCE",
    "SCENE",
    "SNAPSHOTS",
    "STEMS",
    "TORN",
    "Bounced",
    "Finished",
    "FoundRun",
    "Head",
    "Held",
    "Mark",
    "Mix",
    "Patience",
    "Played",
    "Progress",
    "Replay",
    "Rerun",
    "RunFolder",
    "Stem",
    "TimelineWriter",
    "bounce",
    "copy_run",
    "drained",
    "finish_run",
    "found_runs",
    "generated",
    "limiter_notes",
    "named",
    "play",
    "rerun_lacks",
    "rerun_notes",
    "run_file",
    "scene_entries",
    "sessions_in",
    "set_aside",
    "take_start",
    "write_clips",
    "write_session",
]
