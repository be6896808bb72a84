"""HTTP and WebSocket: the namespace as OSCQuery, and the page that shows and plays the scene."""

from ttmba_live.web._server import QueryServer
from ttmba_live.web._settings import OscQuerySettings, StageSettings

__all__ = [
    "OscQuerySettings",
    "QueryServer",
    "StageSettings",
]
