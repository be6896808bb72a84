"""What a daemon refuses of its settings before anything is opened. Opens nothing."""

from __future__ import annotations

from ttmba_live.live._inputs import check_inputs
from ttmba_live.live._leading import check_leading
from ttmba_live.live._link import link_address
from ttmba_live.live._midi import checked_table
from ttmba_live.midi import MidiTable
from ttmba_live.setup import Settings


def checked(settings: Settings) -> MidiTable:
    """The table of MIDI rows; raises `InvalidInput` for what does not fit together."""
    check_inputs(settings.inputs)
    check_leading(settings.transport.lead)
    if settings.transport.link:
        link_address(settings.transport.link)
    return checked_table(settings.midi)
