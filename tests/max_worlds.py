"""Patches in a world of their own, and what a daemon tells them."""

import socket
from contextlib import contextmanager

from max_sim import World
from pulse import need
from pythonosc.osc_message_builder import OscMessageBuilder

STARTER = "patchers/ttmba_live.maxpat"
SIDES = {"front": 0.0, "left": 90.0, "back": 180.0, "right": -90.0}


@contextmanager
def opened_world():
    """Max without Max; a test is skipped where Node.js is missing."""
    need("node", install="install Node.js")
    opened = World()
    yield opened
    opened.close()


def live_module(world):
    """The module for cues, and nothing of what it said when it was opened."""
    patch = world.open("patchers/ttmba.live.maxpat")
    world.take()
    return patch


def packet(address, *arguments):
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)
    return builder.build().dgram


def tell(world, patch, address, *arguments):
    """A datagram to the module's own port, as the daemon sends it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.sendto(packet(address, *arguments), ("127.0.0.1", patch["udpreceive 0"].port))
    world.hear(1.0)


def addressed(world, port):
    """Open the starter, aimed at a daemon through its own port field."""
    patch = world.open(STARTER)
    patch.module("ttmba.live")["port"].turn(port)
    return patch


def drawing(thing):
    return thing.js.paint()
