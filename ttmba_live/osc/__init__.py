"""OSC: the namespace as one table, decoding, the server, other programs' spellings."""

from ttmba_live.osc._caller import Caller
from ttmba_live.osc._docs import markdown
from ttmba_live.osc._names import checked_name
from ttmba_live.osc._server import OscServer
from ttmba_live.osc._settings import Client, Handler, OscSettings

__all__ = ["Caller", "Client", "Handler", "OscServer", "OscSettings", "checked_name", "markdown"]
