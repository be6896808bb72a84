"""Whoever talks to the page's server: plain HTTP, and OSC over a WebSocket."""

from __future__ import annotations

import http.client

from daemon import PATIENCE
from osc_peers import HERE

from ttmba_live.osc._codec import decode

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def ask(home, path, headers):
    """Status, headers and body of a GET, as a browser would see them."""
    connection = http.client.HTTPConnection(HERE, home.query.port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


WAITING = {}


def heard(socket_, address, *start):
    """The next message at that address that begins so; bundles are opened."""
    waiting = WAITING.setdefault(socket_, [])
    while True:
        waiting += [] if waiting else decode(socket_.recv(PATIENCE))
        message = waiting.pop(0)
        if message.address == address and message.arguments[: len(start)] == start:
            return message.arguments
