"""OSC: the namespace as one table, decoding, the server, other programs' spellings."""

from ttmba_live.osc._caller import Answer, Caller
from ttmba_live.osc._docs import markdown
from ttmba_live.osc._meters import Level
from ttmba_live.osc._names import checked_name
from ttmba_live.osc._rows import MAX_CUE
from ttmba_live.osc._server import OscServer
from ttmba_live.osc._settings import METER_RATE, Client, Handler, OscQuerySettings, OscSettings

__all__ = [
    "MAX_CUE",
    "METER_RATE",
    "Answer",
    "Caller",
    "Client",
    "Handler",
    "Level",
    "OscQuerySettings",
    "OscServer",
    "OscSettings",
    "checked_name",
    "markdown",
]
