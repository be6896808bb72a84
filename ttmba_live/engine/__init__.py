"""Time: voices, mixer, ring buffer, render thread."""

from ttmba_live.engine._beside import Beside, Feed
from ttmba_live.engine._block import Block
from ttmba_live.engine._fader import Fader
from ttmba_live.engine._feeds import DirectOuts, Rendered
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.engine._handing import crossfade, likeness
from ttmba_live.engine._limiter import Limiter, gain_between
from ttmba_live.engine._meters import Levels, Meters
from ttmba_live.engine._mixer import Mixer
from ttmba_live.engine._ring import Ring
from ttmba_live.engine._spreading import around, copied
from ttmba_live.engine._surroundings import ready_for
from ttmba_live.engine._thread import RenderThread
from ttmba_live.engine._turns import Turns
from ttmba_live.engine._voice import (
    ChangeHead,
    Ended,
    Entry,
    HeadFailed,
    LimitReflections,
    Report,
    Request,
    SilenceAll,
    Started,
    StartVoice,
    StopVoices,
)

__all__ = [
    "Beside",
    "Block",
    "ChangeHead",
    "DirectOuts",
    "Ended",
    "Entry",
    "Fader",
    "Feed",
    "Glide",
    "GlideSettings",
    "HeadFailed",
    "Levels",
    "LimitReflections",
    "Limiter",
    "Meters",
    "Mixer",
    "RenderThread",
    "Rendered",
    "Report",
    "Request",
    "Ring",
    "SilenceAll",
    "StartVoice",
    "Started",
    "StopVoices",
    "Turns",
    "around",
    "copied",
    "crossfade",
    "gain_between",
    "likeness",
    "ready_for",
]
