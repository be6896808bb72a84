"""A scene of two sources that is kept and brought back, without sound; what is told of it."""

from ttmba_live.geometry import Position, quaternion_from_ypr
from ttmba_live.live._glides import Glides
from ttmba_live.live._snapshot_file import SnapshotFile
from ttmba_live.live._snapshots import Snapshots
from ttmba_live.osc import Client, OscSettings, decode
from ttmba_live.osc._feedback import Feedback
from ttmba_live.osc.namespace import Playing
from ttmba_live.room import named
from ttmba_live.scene import (
    EnterRoom,
    Event,
    MoveListener,
    MovePolar,
    Scene,
    SetGain,
    SetMasterGain,
    SetMute,
    SetSend,
    SetSpread,
    StoreSnapshot,
    TurnHead,
    apply,
)

ME = Client("127.0.0.1", 1)


def yaw(degrees):
    return TurnHead(quaternion_from_ypr(degrees, 0.0, 0.0))


class Board:
    """A scene of two sources and what changes it, without sound; what is told of snapshots."""

    def __init__(self, files=None, playback=None):
        self.said, self.lines, self.playback = [], [], playback or self
        self.scene, self.since = Scene(), {}
        for name in ("dog", "rain"):
            self.scene = self.scene.place(Event(name, 4.0, Position(0.0, 0.0, 2.0), id=name))
        osc = Feedback(OscSettings(), self.hear)
        osc.playing = Playing()
        self.glides = Glides(self.playback, self.act)
        file = SnapshotFile(files, self.lines.append)
        self.snapshots = Snapshots(
            self.playback, self.glides, self.act, osc, self.lines.append, file
        )

    def hear(self, packet, _):
        self.said += [(one.address.rpartition("/")[2], *one.arguments) for one in decode(packet)]

    def elapsed(self):
        return self.since

    def change(self, command):
        self.scene = apply(self.scene, command)

    def act(self, command, _=ME):
        self.playback.change(command)

    def say(self, command):
        """What is told of it."""
        self.said.clear()
        self.snapshots.carry_out(command, ME)
        return self.said

    @property
    def dog(self):
        return self.scene.sources["dog"]


VERSE = (
    MovePolar("dog", 30.0, 10.0, 3.0), SetGain("dog", -3.0), SetSend("dog", -6.0),
    SetSpread("dog", 20.0), SetMasterGain(-1.0), EnterRoom(named("hall")),
    MoveListener(0.5, 0.0, 0.0), yaw(10.0),
)  # fmt: skip
CHORUS = (
    MovePolar("dog", 120.0, -20.0, 6.0), SetGain("dog", -43.0), SetSend("dog", -26.0),
    SetSpread("dog", 60.0), SetMasterGain(-11.0), EnterRoom(named("cave")),
    MoveListener(0.5, 1.0, 0.0), yaw(90.0), SetMute("dog", mute=True),
)  # fmt: skip


def at_verse(files=None):
    """A board that has kept the verse and has gone on to the chorus; the scene of the verse."""
    board = Board(files)
    for command in VERSE:
        board.act(command)
    verse = board.scene
    assert board.say(StoreSnapshot("verse")) == [("stored", "verse", 2, "")]
    for command in CHORUS:
        board.act(command)
    return board, verse
