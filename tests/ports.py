"""Ports for programs that must be told one: free now, and given to nobody else meanwhile."""

from __future__ import annotations

import os
import random
import socket

FIRST, SHARE = 20_000, 1_000
"""Each of twelve workers has its share, below the ports that a system gives to whoever asks."""

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
_chance = random.SystemRandom()


def free_port(kind: socket.SocketKind = socket.SOCK_DGRAM) -> int:
    """A port of 127.0.0.1 that nobody uses, and that no other test is told."""
    for number in _chance.sample(range(SHARE), SHARE):
        port = FIRST + _worker * SHARE + number
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
