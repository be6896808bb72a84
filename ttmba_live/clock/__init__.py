"""The clock of a show: time codes read, and where the show is at each frame. Opens no device."""

from ttmba_live.clock._link import LinkReader, LinkStatus
from ttmba_live.clock._ltc import LtcReader, Read
from ttmba_live.clock._mtc import MtcReader
from ttmba_live.clock._pulses import PulseReader
from ttmba_live.clock._said import Said
from ttmba_live.clock._settings import TransportSettings
from ttmba_live.clock._show_clock import ShowClock
from ttmba_live.clock._timecode import RATES, FrameRate, Timecode

__all__ = [
    "RATES",
    "FrameRate",
    "LinkReader",
    "LinkStatus",
    "LtcReader",
    "MtcReader",
    "PulseReader",
    "Read",
    "Said",
    "ShowClock",
    "Timecode",
    "TransportSettings",
]
