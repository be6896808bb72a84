"""MIDI that comes in: what messages mean, and what a table lets them do. Opens no port."""

from ttmba_live.midi._messages import Played, played
from ttmba_live.midi._rows import MidiRow
from ttmba_live.midi._table import MidiTable, Order, samples

__all__ = ["MidiRow", "MidiTable", "Order", "Played", "played", "samples"]
