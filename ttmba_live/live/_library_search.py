"""Searches of the user's own sounds, answered over OSC. Reads files in a thread only."""

from __future__ import annotations

import asyncio

from ttmba_live.errors import TtmbaError
from ttmba_live.generate.library import LibrarySetup
from ttmba_live.live._planning import Planning
from ttmba_live.osc import Client, OscServer

_MOST = 20
"""Sounds that a search answers with."""


async def answer_search(
    setup: LibrarySetup, words: str, planning: Planning, osc: OscServer, client: Client
) -> None:
    """Tell a client which sounds fit, best first; or that none does, or why there is no search.

    Words of other languages are read where texts are planned, not here: it takes the interpreter.
    """
    try:
        english = await planning.in_english(words)
        found = await asyncio.to_thread(setup.search, words, _MOST, english=english)
    except TtmbaError as error:
        osc.error(client, "/ttmba/library/search", str(error))
        return
    for number, one in enumerate(found, 1):
        entry = one.entry
        osc.found(client, number, str(entry.file), entry.words, entry.seconds)
    if not found:
        osc.found(client, 0, "", "", 0.0)
