"""Messages through Max patches as the files have them: enough of Max to follow them, no more.

A patch is read from its JSON. Each object does what its reference page says (`max_objects`,
`max_machines`), cords carry messages depth first and right to left, time stands until it is told to
pass. What ``udpsend`` would send is written by python-osc. Nothing is drawn, and nothing here shows
that Max opens a file.
"""

from __future__ import annotations

import heapq
import itertools
import json
import select
import time

import max_controls  # noqa: F401 - makes its objects known
import max_machines  # noqa: F401 - so does this
import max_objects
from max_objects import PACKAGE
from pythonosc.osc_message import OscMessage


class World:
    """One running Max: open patches, named receivers, sockets, a clock in milliseconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self.buses: dict[str, list] = {}
        self.sent: list[tuple[int, tuple]] = []
        self.printed: list[tuple] = []
        self.patches: list[Patch] = []
        self.ears: dict = {}
        self.closing: list = []
        self._agenda: list = []
        self._order = itertools.count()

    def open(self, path, *args):
        """Open a patch of the package, as Max would from its menu or a bpatcher."""
        patch = Patch(self, json.loads((PACKAGE / path).read_text(encoding="utf-8")), args)
        self.patches.append(patch)
        patch.loaded()
        self.advance(0)
        return patch

    def later(self, milliseconds, action):
        event = [self.now + milliseconds, next(self._order), action]
        heapq.heappush(self._agenda, event)
        return event

    def advance(self, milliseconds):
        """Let time pass."""
        end = self.now + milliseconds
        while self._agenda and self._agenda[0][0] <= end:
            self.now, _, action = heapq.heappop(self._agenda)
            action()
        self.now = end

    def hear(self, wait=0.0):
        """Deliver every datagram that has come."""
        ready, _, _ = select.select(list(self.ears), [], [], wait)
        for ear in ready:
            message = OscMessage(ear.recv(65536))
            self.ears[ear].send(0, message.address, *message.params)
            self.advance(0)

    def until(self, condition, what, seconds=120.0, speed=1.0):
        """Run beside the real world, that many times as fast, until something holds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{what} did not come; {self.sent[-5:]}"
            before = time.monotonic()
            self.hear(0.02)
            self.advance(1000.0 * speed * (time.monotonic() - before))
        return True

    def take(self):
        """What was sent since the last time: (address, arguments...) as python-osc reads it."""
        taken, self.sent = [message for _, message in self.sent], []
        return taken

    def close(self):
        for close in self.closing:
            close()


class Patch:
    """One patch and the patches in its bpatchers."""

    def __init__(self, world, document, args=()) -> None:
        self.world, self.args = world, args
        self.objects: dict[str, max_objects.Object] = {}
        patcher = document["patcher"]
        for entry in patcher["boxes"]:
            box = entry["box"]
            self.objects[box["id"]] = max_objects.make(self, box)
        for entry in patcher["lines"]:
            line = entry["patchline"]
            (source, outlet), (target, inlet) = line["source"], line["destination"]
            self.objects[source].cords.append((outlet, self.objects[target], inlet))
        for thing in self.objects.values():
            thing.cords.sort(key=lambda cord: [-c for c in cord[1].box["patching_rect"][:2]])
        self.inlets = self.ports("inlet")
        for index, outlet in enumerate(self.ports("outlet")):
            outlet.index = index

    def ports(self, kind):
        found = [o for o in self.objects.values() if o.box["maxclass"] == kind]
        return sorted(found, key=lambda port: port.box["patching_rect"][0])

    def loaded(self):
        for thing in self.objects.values():
            thing.loaded()

    def __getitem__(self, name):
        """An object by its scripting name, its text, or the name of its bpatcher's file."""
        boxes = [t for t in self.objects.values() if t.box["maxclass"] != "comment"]
        for key in ("varname", "name", "text"):
            for thing in boxes:
                if thing.box.get(key, "").removesuffix(".maxpat") == name:
                    return thing
        raise KeyError(name)

    def module(self, name):
        return self[name].inner
