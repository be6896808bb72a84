"""Max objects that calculate, keep time, or speak to the network, by their reference pages."""

from __future__ import annotations

import random
import re
import socket

from max_objects import BANG, Object, kind
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

# ruff: noqa: ARG002 - every object takes the same arguments


@kind("zl.change")
class Change(Object):
    last = None

    def take(self, inlet, message):
        if message != self.last:
            self.last = message
            self.send(0, *message)


@kind("zl.reg")
class Register(Object):
    kept = ()

    def take(self, inlet, message):
        if message != BANG:
            self.kept = message
        if inlet == 0 and self.kept:
            self.send(0, *self.kept)


@kind("int")
class Int(Object):
    kept = 0

    def take(self, inlet, message):
        if message != BANG:
            self.kept = int(message[0])
        if inlet == 0:
            self.send(0, self.kept)


@kind("random")
class Random(Object):
    def take(self, inlet, message):
        self.send(0, random.randrange(self.args[0]))


@kind("+", "*")
class Arithmetic(Object):
    def take(self, inlet, message):
        name = self.box["text"][0]
        self.send(0, message[0] + self.args[0] if name == "+" else message[0] * self.args[0])


@kind("counter")
class Counter(Object):
    def begin(self):
        _, self.low, self.high = self.args
        self.value = self.low

    def take(self, inlet, message):
        self.send(0, self.value)
        self.value = self.low if self.value >= self.high else self.value + 1


@kind("expr")
class Expr(Object):
    """C's arithmetic is Python's for what is used here: sums, products, comparisons."""

    def begin(self):
        text = self.box["text"].partition(" ")[2]
        assert not re.search(r"[^-+*<>=().\d\s$if]", text), text
        self.forms = dict(sorted({int(n): f for f, n in re.findall(r"\$([if])(\d)", text)}.items()))
        self.code = re.sub(r"\$[if](\d)", r"v\1", text)
        self.values = [0] * len(self.forms)

    def evaluated(self, values):
        cast = {"i": int, "f": float}
        names = {f"v{n}": cast[f](v) for (n, f), v in zip(self.forms.items(), values, strict=True)}
        result = eval(self.code, {}, names)
        return float(result) if isinstance(result, float) else int(result)

    def take(self, inlet, message):
        if message != BANG:
            self.values[inlet] = message[0]
        if inlet == 0:
            self.send(0, self.evaluated(self.values))


@kind("vexpr")
class VExpr(Expr):
    def begin(self):
        super().begin()
        self.values = [()] * len(self.forms)

    def take(self, inlet, message):
        if message != BANG:
            self.values[inlet] = message
        if inlet == 0:
            results = [self.evaluated(row) for row in zip(*self.values, strict=False)]
            if results:
                self.send(0, *results)


@kind("metro")
class Metro(Object):
    event = None

    def take(self, inlet, message):
        if self.event is not None:
            self.event[2] = lambda: None
            self.event = None
        if message == BANG or message[0]:
            self.tick()

    def tick(self):
        self.event = self.world.later(self.args[0], self.tick)
        self.send(0, *BANG)


@kind("delay")
class Delay(Object):
    event = None

    def take(self, inlet, message):
        if self.event is not None:
            self.event[2] = lambda: None
        self.event = self.world.later(self.args[0], lambda: self.send(0, *BANG))


@kind("speedlim")
class SpeedLimit(Object):
    last, waiting, due = -1e9, None, False

    def take(self, inlet, message):
        self.waiting = message
        wait = self.last + self.args[0] - self.world.now
        if wait <= 0:
            self.go()
        elif not self.due:
            self.due = True
            self.world.later(wait, self.go)

    def go(self):
        message, self.waiting, self.due, self.last = self.waiting, None, False, self.world.now
        self.send(0, *message)


@kind("deferlow")
class DeferLow(Object):
    def take(self, inlet, message):
        self.world.later(0, lambda: self.send(0, *message))


@kind("closebang")
class CloseBang(Object):
    def begin(self):
        self.world.closing.insert(0, lambda: self.send(0, *BANG))


@kind("print")
class Print(Object):
    def take(self, inlet, message):
        self.world.printed.append(message)


@kind("receive")
class Receive(Object):
    def take(self, inlet, message):
        assert message[0] == "set"
        for ears in self.world.buses.values():
            if self in ears:
                ears.remove(self)
        self.world.buses.setdefault(message[1], []).append(self)


@kind("forward")
class Forward(Object):
    name = None

    def take(self, inlet, message):
        if message[0] == "send":
            self.name = message[1]
        else:
            for ear in list(self.world.buses.get(self.name, ())):
                ear.send(0, *message)


@kind("udpsend")
class UdpSend(Object):
    def begin(self):
        self.host, self.port = self.args
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.world.closing.append(self.socket.close)

    def take(self, inlet, message):
        if message[0] in ("host", "port"):
            setattr(self, *message)
            return
        assert message[0].startswith("/"), message
        builder = OscMessageBuilder(message[0])
        for value in message[1:]:
            builder.add_arg(value, {int: "i", float: "f", str: "s"}[type(value)])
        packet = builder.build().dgram
        heard = OscMessage(packet)
        self.world.sent.append((self.port, (heard.address, *heard.params)))
        self.socket.sendto(packet, (self.host, self.port))


@kind("udpreceive")
class UdpReceive(Object):
    """A port that is taken stays closed, as in Max, which only prints so."""

    socket = None
    port = 0

    def begin(self):
        self.world.closing.append(self.shut)

    def take(self, inlet, message):
        assert message[0] == "port"
        self.shut()
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port = message[1]
        try:
            ear.bind(("127.0.0.1", self.port))
        except OSError:
            ear.close()
            return
        self.socket = ear
        self.world.ears[ear] = self

    def shut(self):
        if self.socket is not None:
            del self.world.ears[self.socket]
            self.socket.close()
            self.socket = None
