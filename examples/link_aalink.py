"""Ableton Link to a running daemon, by the library aalink, in a program of its own.

aalink is under the GPL, and so is what imports it: this file is run by whoever installs aalink
beside it (``pip install aalink``) and is no part of the package, which neither imports nor needs
it. With Carabiner nothing is needed but ``[transport] link``.

    ttmba-live serve --scene show.json
    python examples/link_aalink.py --tempo 120

The show begins with the next bar when the session plays; ``--tempo`` is that of its seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib

import aalink  # GPL-3.0: not a dependency of ttmba_live

from ttmba_live.client import Client

PERIOD = 0.04
"""Seconds between two reports."""


async def follow(client: Client, tempo: float, quantum: int) -> None:
    """Tell the daemon where the session is, for as long as it plays."""
    link = aalink.Link(tempo)
    link.quantum = quantum
    link.enabled = link.start_stop_sync_enabled = True
    zero: float | None = None
    while True:
        await asyncio.sleep(PERIOD)
        if not link.playing:
            if zero is not None:
                client.send("/ttmba/transport/stop")
            zero = None
            continue
        if zero is None:
            zero = -(-link.beat // quantum) * quantum
        if link.beat >= zero:
            seconds = (link.beat - zero) * 60.0 / tempo
            client.send("/ttmba/transport/time", seconds, link.tempo / tempo)


def main() -> None:
    """Read the arguments, follow until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Ableton Link to a running ttmba-live")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7400)
    parser.add_argument("--tempo", type=float, default=120.0, help="of the scene's seconds")
    parser.add_argument("--quantum", type=int, default=4, help="beats of a bar")
    given = parser.parse_args()
    with Client(given.host, given.port) as client, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(follow(client, given.tempo, given.quantum))


if __name__ == "__main__":
    main()
