"""A TouchDesigner of a few operators: documented names only, real OSC, frames by hand.

`World` holds the root. A parameter that an operator does not have is an error, a custom name that
TouchDesigner would refuse too. `OscOut.sendOSC` sends a real datagram; `World.frame` does what a
frame does: callbacks of what changed, of what came in on the OSC In DATs' ports, and cooking.
"""

# ruff: noqa: N802, N803 - TouchDesigner's own names
from __future__ import annotations

import re
import socket
import types

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

NETWORK = ("address", "port", "active", "protocol", "localaddress", "shared")
PARAMETERS = {
    "baseCOMP": ("ext0object", "ext0name", "ext0promote", "reinitextensions", "parentshortcut"),
    "textDAT": ("language",),
    "tableDAT": (),
    "oscoutDAT": NETWORK,
    "oscinDAT": (*NETWORK, "callbacks", "clamp", "maxlines", "splitbundle", "addscope"),
    "parameterexecuteDAT": (
        "op", "pars", "custom", "builtin", "valuechange", "onpulse", "active",
    ),
    "executeDAT": ("framestart", "frameend", "active", "start", "create"),
    "scriptCHOP": ("callbacks", "timeslice", "setuppars"),
    "outCHOP": ("label",),
    "outDAT": ("label",),
}  # fmt: skip
"""What Derivative's pages say that each operator has, as far as it is of use here."""

OLD = {"ext0object": "extension1", "ext0name": "extname1", "ext0promote": "promoteextension1"}
"""The names of the builds before 2023."""


class Par:
    """One parameter: a constant or an expression of the shape ``parent().par.Name``."""

    def __init__(self, owner, name, style=""):
        self.owner, self.name, self.style = owner, name, style
        self._val, self._expr = "", ""
        self.default = self.normMin = self.normMax = None
        self.readOnly = False

    @property
    def val(self):
        return self._val

    @val.setter
    def val(self, value):
        kinds = {"Float": float, "Int": int, "Toggle": bool, "Str": str}
        value = kinds[self.style](value) if self.style in kinds else value
        if self.style and value != self._val:
            self.owner.world.changed.append((self, self._val))
        self._val, self._expr = value, ""

    @property
    def expr(self):
        return self._expr

    @expr.setter
    def expr(self, text):
        assert re.fullmatch(r"parent\(\)\.par\.[A-Z][a-z0-9]*", text), text
        self._expr = text

    def eval(self):
        if self._expr:
            return self.owner.parent().par[self._expr.rpartition(".")[2]].eval()
        return self._val

    def pulse(self):
        if self.style:
            self.owner.world.pulsed.append(self)
        else:
            self.owner.extend()


class Pars:
    def __init__(self, owner, names):
        self.__dict__["owner"] = owner
        self.__dict__["all"] = {name: Par(owner, name) for name in names}

    def __getattr__(self, name):
        if name in self.all:
            return self.all[name]
        raise AttributeError(f"{self.owner.name} has no parameter {name}")

    def __setattr__(self, name, value):
        getattr(self, name).val = value

    def __getitem__(self, name):
        return self.all.get(name)


class Page:
    def __init__(self, owner, name):
        self.owner, self.name = owner, name

    def _append(self, style, name, label):
        assert re.fullmatch(r"[A-Z][a-z0-9]*", name), f"no custom parameter can be called {name}"
        par = Par(self.owner, name, style)
        par.label = label
        par._val = {"Float": 0.0, "Int": 0, "Toggle": False, "Str": ""}.get(style)
        self.owner.par.all[name] = par
        return [par]

    def appendStr(self, name, label=None):
        return self._append("Str", name, label)

    def appendInt(self, name, label=None):
        return self._append("Int", name, label)

    def appendFloat(self, name, label=None):
        return self._append("Float", name, label)

    def appendToggle(self, name, label=None):
        return self._append("Toggle", name, label)

    def appendPulse(self, name, label=None):
        return self._append("Pulse", name, label)


class Connector:
    def __init__(self, owner):
        self.owner = owner

    def connect(self, other):
        self.owner.inputs.append(other)


class Op:
    """Any operator; COMPs have children, DATs a text or a table, CHOPs channels."""

    def __init__(self, world, kind, name, parent):
        self.world, self.kind, self.name, self._parent = world, kind, name, parent
        names = PARAMETERS[kind]
        self.par = Pars(self, [OLD.get(n, n) if world.old else n for n in names])
        self.nodeX = self.nodeY = 0
        self.children, self.customPages, self.inputs = [], [], []
        self.inputConnectors = [Connector(self)]
        self.text, self.cells, self.channels, self.numSamples = "", [], {}, 0
        self._module = None

    def parent(self):
        return self._parent

    def op(self, path):
        if path == "..":
            return self._parent
        named = [child for child in self.children if child.name == path.removeprefix("./")]
        return named[0] if named else None

    def create(self, kind, name):
        assert self.op(name) is None, f"TouchDesigner would call this {name}1"
        made = Op(self.world, kind.__name__, name, self)
        self.children.append(made)
        if self.world.docks and kind.__name__ in ("scriptCHOP", "oscinDAT"):
            self.create(self.world.td.textDAT, f"{name}_callbacks").text = "# an example"
        return made

    def appendCustomPage(self, name):
        self.customPages.append(Page(self, name))
        return self.customPages[-1]

    # Text and tables.
    @property
    def module(self):
        if self._module is None or self._module[0] != self.text:
            made = types.ModuleType(self.name)
            made.me = self
            exec(compile(self.text, self.name, "exec"), made.__dict__)
            self._module = (self.text, made)
        return self._module[1]

    @property
    def numRows(self):
        return len(self.cells)

    def row(self, index):
        return self.cells[index] if index < len(self.cells) else None

    def col(self, index):
        return [row[index] for row in self.cells]

    def clear(self, keepFirstRow=False):
        self.cells = self.cells[:1] if keepFirstRow else []
        self.channels = {}

    def appendRow(self, values):
        width = len(self.cells[0]) if self.cells else len(values)
        padded = [*map(str, values), *[""] * (width - len(values))]
        self.cells.append([types.SimpleNamespace(val=value) for value in padded])

    def deleteRow(self, index):
        del self.cells[index]

    def _cell(self, key):
        row, column = key
        return self.cells[row][[cell.val for cell in self.cells[0]].index(column)]

    def __getitem__(self, key):
        return self._cell(key)

    def __setitem__(self, key, value):
        assert isinstance(value, str)
        self._cell(key).val = value

    # Channels.
    def appendChan(self, name):
        self.channels[name] = types.SimpleNamespace(vals=[0.0] * self.numSamples)
        return self.channels[name]

    # OSC.
    def sendOSC(self, address, values):
        message = OscMessageBuilder(address)
        for value in values:
            message.add_arg(value)
        there = (self.par.address.eval(), self.par.port.eval())
        return self.world.out.sendto(message.build().dgram, there)

    # The extension and what it promotes.
    def extend(self):
        names = ("extension1", "promoteextension1") if self.world.old else (
            "ext0object", "ext0promote",
        )  # fmt: skip
        found = re.fullmatch(r"op\('\./(\w+)'\)\.module\.(\w+)\(me\)", self.par[names[0]].val)
        assert found, "an extension's object is an expression"
        assert self.par[names[1]].val, "not promoted"
        self.extension = getattr(self.op(found[1]).module, found[2])(self)

    def __getattr__(self, name):
        if name[:1].isupper() and "extension" in self.__dict__:
            return getattr(self.extension, name)
        raise AttributeError(f"{self.__dict__.get('name')} has no {name}")


class World:
    """TouchDesigner itself: the root, the ``td`` module, the passing of frames."""

    def __init__(self, *, old=False, docks=False):
        self.old, self.docks = old, docks
        self.changed, self.pulsed, self.listening = [], [], {}
        self.td = types.ModuleType("td")
        for kind in PARAMETERS:
            setattr(self.td, kind, type(kind, (), {}))
        self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.root = Op(self, "baseCOMP", "project1", None)

    def close(self):
        for one in (self.out, *self.listening.values()):
            one.close()

    def frame(self, comp):
        """One frame of a component's life."""
        for operator in comp.children:
            if operator.kind == "executeDAT" and operator.par.framestart.eval():
                operator.module.onFrameStart(0)
            elif operator.kind == "oscinDAT":
                self._receive(comp, operator)
        self._tell_parameters(comp)
        for operator in comp.children:
            if operator.kind == "scriptCHOP":
                comp.op(operator.par.callbacks.eval()).module.onCook(operator)

    def _receive(self, comp, operator):
        port = operator.par.port.eval()
        if port not in self.listening:
            here = self.listening[port] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            here.bind(("127.0.0.1", port))
            here.setblocking(False)
        callbacks = comp.op(operator.par.callbacks.eval()).module
        while True:
            try:
                packet = self.listening[port].recv(65536)
            except BlockingIOError:
                return
            heard = OscMessage(packet)
            args = list(heard.params)
            callbacks.onReceiveOSC(operator, 0, "", packet, 0.0, heard.address, args, None)

    def _tell_parameters(self, comp):
        changed, self.changed = self.changed, []
        pulsed, self.pulsed = self.pulsed, []
        for operator in comp.children:
            if operator.kind != "parameterexecuteDAT" or not operator.par.active.eval():
                continue
            assert operator.op(operator.par.op.eval()) is comp
            assert operator.par.pars.eval() == "*"
            for par, before in changed if operator.par.valuechange.eval() else ():
                operator.module.onValueChange(par, before)
            for par in pulsed if operator.par.onpulse.eval() else ():
                operator.module.onPulse(par)
