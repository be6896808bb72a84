"""The component's extension: commands out, what the daemon says into the table of sources."""

import math
import time

KEPT = 256
"""Sources in the table; finished ones make room."""

SILENT = 3.0
"""Seconds without a word from the daemon after which it counts as gone."""

METERS_A_SECOND = 20.0

SOURCE_VALUES = {
    "Azimuth": "azimuth",
    "Elevation": "elevation",
    "Distance": "distance",
    "Level": "gain",
    "Mute": "mute",
    "Loop": "loop",
    "Room": "room",
    "Spread": "spread",
}
HEAD = ("Yaw", "Pitch", "Roll")
PLACE = ("azimuth", "elevation", "distance")


def touchdesigner_axes(azimuth, elevation, distance):
    """A direction in degrees (+ left, + up) and metres as TouchDesigner's tx, ty, tz.

    TouchDesigner: x right, y up, and a camera at rest looks along -z.
    """
    a, e = math.radians(azimuth), math.radians(elevation)
    front, left, up = math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)
    return -left * distance, up * distance, -front * distance


def direction(tx, ty, tz):
    """The inverse of `touchdesigner_axes`: azimuth, elevation, distance."""
    distance = math.sqrt(tx * tx + ty * ty + tz * tz)
    return (
        math.degrees(math.atan2(-tx, -tz)),
        math.degrees(math.atan2(ty, math.hypot(tx, tz))),
        distance,
    )


class Ttmba:
    """What ``op('ttmba')`` can do; the capitalised methods are for everyone."""

    def __init__(self, ownerComp):
        self.owner = ownerComp
        self.last_word = -math.inf
        self.last_beat = -math.inf

    def Send(self, address, *values):
        """Send one OSC message to the daemon."""
        self.owner.op("osc_out").sendOSC(address, list(values))

    def Cue(self, text):
        """Say what should sound and where."""
        self.Send("/ttmba/cue", str(text))

    def Event(self, name, sound, duration, azimuth, elevation, distance, start=0.0):
        """Play one event as it stands: seconds, degrees, metres."""
        numbers = (duration, azimuth, elevation, distance, start)
        self.Send("/ttmba/event", str(name), str(sound), *map(float, numbers))

    def Aed(self, name, azimuth, elevation, distance):
        """Place a source by azimuth (+ left), elevation (+ up) and metres."""
        place = (float(azimuth), float(elevation), float(distance))
        self.Send(f"/ttmba/source/{name}/aed", *place)
        self._placed(str(name), *place)

    def Move(self, name, tx, ty, tz):
        """Place a source by a position in TouchDesigner's axes, in metres."""
        self.Aed(name, *direction(float(tx), float(ty), float(tz)))

    def Heard(self, address, args):
        """Take in what the daemon said; called by osc_in_callbacks."""
        self.last_word = time.monotonic()
        self._show("Connected", 1)
        what = address.rpartition("/")[2]
        if address == "/ttmba/event/state":
            name, state, note = args[:3]
            self._write(name, state=state, note=note)
            if state in ("ready", "generating"):
                self._write(name, progress=1.0 if state == "ready" else 0.0)
        elif address == "/ttmba/event/progress":
            self._write(args[0], progress=args[1])
        elif address == "/ttmba/event/placed":
            name, sound, _, azimuth, elevation, distance = args[:6]
            self._write(name, sound=sound)
            self._placed(name, azimuth, elevation, distance)
        elif address == "/ttmba/meter":
            self._write(args[0], peak=args[1], rms=args[2])
        elif what == "error":
            self._show("Lasterror", " ".join(str(arg) for arg in args))

    def Pulsed(self, par):
        """A pulse parameter was pressed; called by parameters."""
        own = self.owner.par
        name = par.name
        if name == "Sendcue":
            self.Cue(own.Cue.eval())
        elif name == "Stopall":
            self.Send("/ttmba/stop")
        elif name == "Panic":
            self.Send("/ttmba/panic")
        elif name == "Savesession":
            self.Send("/ttmba/session/save", own.Session.eval())
        elif name == "Clearsources":
            self.owner.op("sources").clear(keepFirstRow=True)
        elif name == "Recenter":
            for angle in HEAD:
                getattr(own, angle).val = 0.0
        elif name in ("Play", "Stop", "Again") and self._chosen():
            self.Send(f"/ttmba/source/{self._chosen()}/{name.lower()}")

    def Changed(self, par):
        """A parameter has a new value; called by parameters."""
        value = par.eval()
        if par.name == "Gain":
            self.Send("/ttmba/gain", float(value))
        elif par.name == "Roompreset":
            self.Send("/ttmba/room/preset", str(value))
        elif par.name in HEAD:
            self.Send("/ttmba/listener/ypr", *(float(self.owner.par[a].eval()) for a in HEAD))
        elif par.name in ("Host", "Port", "Replyport"):
            self.last_beat = -math.inf
        elif par.name == "Meters" and not value:
            self.Send("/ttmba/meter/unsubscribe", int(self.owner.par.Replyport.eval()))
        elif par.name == "Source":
            self._load(self._chosen())
        elif par.name in SOURCE_VALUES and self._chosen():
            self._set_source(SOURCE_VALUES[par.name], value)

    def Beat(self):
        """Once a frame: ask for news once a second, notice when none comes."""
        now = time.monotonic()
        if now - self.last_beat >= 1.0:
            self.last_beat = now
            # The OSC Out DAT cannot hear; news goes to the OSC In DAT's port.
            port = int(self.owner.par.Replyport.eval())
            self.Send("/ttmba/subscribe", port)
            if self.owner.par.Meters.eval():
                self.Send("/ttmba/meter/subscribe", port, METERS_A_SECOND)
        if now - self.last_word > SILENT:
            self._show("Connected", 0)

    def Positions(self, chop):
        """Fill a Script CHOP: one sample a source, ready for instancing; called when it cooks."""
        table = self.owner.op("sources")
        chop.clear()
        rows = range(1, table.numRows)
        if not rows:
            return
        chop.numSamples = len(rows)
        for column in ("tx", "ty", "tz", "progress"):
            chop.appendChan(column).vals = [float(table[row, column].val or 0.0) for row in rows]
        playing = [table[row, "state"].val == "playing" for row in rows]
        chop.appendChan("playing").vals = [float(plays) for plays in playing]
        loudness = [table[row, "rms"].val for row in rows]
        chop.appendChan("level").vals = [
            10.0 ** (float(rms) / 20.0) if plays and rms else 0.0
            for plays, rms in zip(playing, loudness)
        ]

    def _chosen(self):
        return self.owner.par.Source.eval().strip()

    def _show(self, name, value):
        par = self.owner.par[name]
        if par.eval() != value:
            par.val = value

    def _row(self, name):
        """The table's row of a source, or None; the heading is nobody's."""
        names = [cell.val for cell in self.owner.op("sources").col(0)]
        return names.index(name, 1) if name in names[1:] else None

    def _set_source(self, verb, value):
        """Send one value of the chosen source, unless it only shows what is so already."""
        name, table = self._chosen(), self.owner.op("sources")
        row = self._row(name)
        known = table[row, verb] if row is not None and verb in PLACE else None
        if known is not None and known.val and abs(float(known.val) - value) < 1e-4:
            return
        self.Send(f"/ttmba/source/{name}/{verb}", value)
        if known is not None and known.val:
            place = {column: float(table[row, column].val) for column in PLACE}
            self._placed(name, **{**place, verb: value})

    def _placed(self, name, azimuth, elevation, distance):
        place = (azimuth, elevation, distance)
        axes = touchdesigner_axes(*place)
        self._write(name, **dict(zip(PLACE, place)), **dict(zip(("tx", "ty", "tz"), axes)))
        if name == self._chosen():
            self._load(name)

    def _load(self, name):
        """Let the Source page show where that source is."""
        row = self._row(name)
        for column in PLACE if row is not None else ():
            cell = self.owner.op("sources")[row, column].val
            if cell:
                self._show(column.capitalize(), float(cell))

    def _write(self, name, **cells):
        table = self.owner.op("sources")
        if self._row(name) is None:
            self._make_room(table)
            table.appendRow([name])
        row = self._row(name)
        for column, value in cells.items():
            text = f"{value:.6g}" if isinstance(value, float) else str(value)
            if table[row, column].val != text:
                table[row, column] = text

    def _make_room(self, table):
        rows = range(1, table.numRows)
        if len(rows) >= KEPT:
            over = [row for row in rows if table[row, "state"].val in ("done", "failed")]
            table.deleteRow(over[0] if over else 1)
