"""OSCQuery and the page beside OSC: a help, without which the daemon plays on. Knows no scene."""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import TtmbaError
from ttmba_live.osc import OscServer
from ttmba_live.setup import Settings
from ttmba_live.web import QueryServer


def query_of(settings: Settings, osc: OscServer, stirred: Callable[[], None]) -> QueryServer | None:
    """Who serves them, if the settings want that; ``stirred`` is called after every command."""
    if not settings.oscquery.enabled:
        return None
    query = QueryServer(
        settings.oscquery, osc.desk, lambda: osc.port, settings.osc.host, settings.stage, osc
    )
    query.stirred = stirred
    return query


async def start_query(
    query: QueryServer | None, osc: OscServer, log: Callable[[str], None]
) -> None:
    """Serve, once OSC is heard; a port that is taken is told, and the rest goes on without."""
    if query is None:
        return
    try:
        await query.start()
    except TtmbaError as error:
        log(
            f"{error}; going on without it and the page: port in [oscquery] is another, "
            "0 for any that is free, or left out"
        )
        return
    osc.observer = query.changes
    if query.note:
        log(query.note)
