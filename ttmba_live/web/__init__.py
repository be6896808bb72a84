"""HTTP and WebSocket: the namespace as OSCQuery."""

from ttmba_live.web._server import QueryServer
from ttmba_live.web._settings import OscQuerySettings

__all__ = [
    "OscQuerySettings",
    "QueryServer",
]
