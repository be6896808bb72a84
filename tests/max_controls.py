"""What hands can use in a patch: messages, texts, numbers, switches, drawings."""

from __future__ import annotations

import re

from builder.jsui import Jsui
from max_objects import BANG, PACKAGE, Object, atoms, by_hand, kind

# ruff: noqa: ARG002 - every object takes the same arguments


@kind("message")
class Message(Object):
    def begin(self):
        self.text = self.box["text"]

    def take(self, inlet, message):
        if message[0] == "set":
            self.text = " ".join(map(str, message[1:]))
            return
        assert not re.search(r"\$|[,;](?=[^\"]*(\"[^\"]*\"[^\"]*)*$)", self.text), self.text
        self.send(0, *atoms(self.text))

    @by_hand
    def click(self):
        self.take(0, BANG)


@kind("textedit")
class TextEdit(Object):
    """With ``outputmode 1`` its content is one symbol, with ``keymode 1`` Return sends it."""

    def begin(self):
        self.text = self.box["text"]
        assert self.box["keymode"] == self.box["outputmode"] == 1

    def take(self, inlet, message):
        if message == BANG:
            self.send(0, "text", *([self.text] if self.text else []))
        else:
            assert message[0] == "set"
            self.text = " ".join(map(str, message[1:]))

    @by_hand
    def type(self, text):
        self.text = text
        self.take(0, BANG)


@kind("number", "flonum", "live.dial")
class Number(Object):
    value = 0.0

    def take(self, inlet, message):
        if message != BANG:
            self.keep(message[1] if message[0] == "set" else message[0])
        if message[0] != "set":
            self.send(0, self.value)

    def keep(self, value):
        values = self.box.get("saved_attribute_attributes", {}).get("valueof", {})
        low = self.box.get("minimum", values.get("parameter_mmin", value))
        high = self.box.get("maximum", values.get("parameter_mmax", value))
        whole = self.box["maxclass"] == "number"
        self.value = (int if whole else float)(min(max(value, low), high))

    @by_hand
    def turn(self, value):
        self.take(0, (value,))


@kind("live.text")
class LiveText(Object):
    value = 0

    def take(self, inlet, message):
        self.value = int(message[0] != 0)
        self.send(0, self.value)

    @by_hand
    def click(self):
        if self.box["mode"] == 0:
            self.send(0, *BANG)
        else:
            self.take(0, (1 - self.value,))


@kind("jsui")
class JsUi(Object):
    def begin(self):
        script = PACKAGE / "patchers" / self.box["filename"]
        self.width, self.height = self.box["presentation_rect"][2:]
        self.js = Jsui(script, self.width, self.height)
        self.world.closing.append(self.js.close)

    def take(self, inlet, message):
        for outlet, *sent in self.js.call(*message):
            self.send(outlet, *sent)

    @by_hand
    def mouse(self, event, x, y, button=1):
        self.take(0, (event, x, y, button))
