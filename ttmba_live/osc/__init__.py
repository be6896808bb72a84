"""OSC over UDP: decoding, the server, subscribers; its addresses are in ``namespace``."""

from ttmba_live.osc._caller import Answer, Caller
from ttmba_live.osc._codec import decode, encode
from ttmba_live.osc._door import host_and_port
from ttmba_live.osc._meters import Level
from ttmba_live.osc._pieces import in_pieces
from ttmba_live.osc._rehearsal import rehearse
from ttmba_live.osc._server import OscServer
from ttmba_live.osc._settings import METER_RATE, Client, Handler, OscSettings
from ttmba_live.osc.namespace import MAX_CUE, PREPARING, checked_name, markdown

__all__ = [
    "MAX_CUE",
    "METER_RATE",
    "PREPARING",
    "Answer",
    "Caller",
    "Client",
    "Handler",
    "Level",
    "OscServer",
    "OscSettings",
    "checked_name",
    "decode",
    "encode",
    "host_and_port",
    "in_pieces",
    "markdown",
    "rehearse",
]
