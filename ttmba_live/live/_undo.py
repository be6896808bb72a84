"""What cues in words changed, newest last, and how it is taken back. Understands no text.

Thread: control.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ttmba_live.errors import InvalidInput
from ttmba_live.live._glides import Glides
from ttmba_live.live._on_the_way import Going, rejoining
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import Command, Play, Scene, SetLoop, SetMute, SetSolo, Snapshot, Stop
from ttmba_live.text import FollowUp, Verb

KEPT = 64
"""Cues that can be taken back."""

_BACK = 0.2
"""Seconds in which places and levels go back."""

_LEVELS = frozenset((Verb.UP, Verb.DOWN, Verb.LEVEL, Verb.STEADY))
_PLACES = frozenset(
    (
        Verb.NEARER, Verb.FARTHER, Verb.HIGHER, Verb.LOWER, Verb.LEFTWARDS, Verb.RIGHTWARDS,
        Verb.HOME, Verb.SWAP, Verb.ACROSS, Verb.FASTER, Verb.SLOWER, Verb.TURN,
        Verb.HOLD, Verb.RELEASE,
    )
)  # fmt: skip
_WIDTHS = frozenset((Verb.PLACE, Verb.TOWARDS, Verb.WIDER, Verb.NARROWER))
_SOUNDS = frozenset((Verb.STOP, Verb.PLAY, Verb.REPLACE))
_FADES = frozenset((Verb.FADE_OUT, Verb.FADE_IN))
_SWITCHES = {
    Verb.MUTE: "mute", Verb.UNMUTE: "mute", Verb.SOLO: "solo", Verb.UNSOLO: "solo",
    Verb.LOOP: "loop", Verb.UNLOOP: "loop",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Done:
    """One cue: how the scene stood before it, what it touched and began, what cancels the rest.

    ``touched`` are things of sources, ("gain", "dog"); ``whole`` says that it was a recall, which
    touches everything but what sounds. ``ways`` are those that sources were on, at ``when``.
    """

    scene: Scene
    stood: Snapshot
    heard: frozenset[str]
    touched: frozenset[tuple[str, str]] = frozenset()
    whole: bool = False
    begun: tuple[str, ...] = ()
    cancels: list[Callable[[], None]] = field(default_factory=list)
    ways: dict[str, Going] = field(default_factory=dict)
    when: float = 0.0


class Undo:
    """The last cues that changed something."""

    def __init__(
        self, playback: Playback, glides: Glides, act: Callable[[Command, Client], None]
    ) -> None:
        """``act`` carries out a command."""
        self._playback, self._glides, self._act = playback, glides, act
        self._done: deque[Done] = deque(maxlen=KEPT)
        self._undone: list[Done] = []

    def ordered(self, orders: Sequence[FollowUp]) -> Done:
        """Keep how things stand before these orders are carried out."""
        return self._keep(
            frozenset(thing for order in orders for thing in _touched(order)),
            whole=any(order.verb is Verb.RECALL for order in orders),
        )

    def drop(self, done: Done) -> None:
        """Forget a cue that came to nothing."""
        self._done.remove(done)

    def began(self, names: Iterable[str], with_orders: Done | None = None) -> None:
        """Keep that a cue let these sources sound, alone or with orders."""
        done = with_orders or self._keep(frozenset())
        done.begun = tuple(names)

    def take_back(self, client: Client) -> str:
        """Take back the last cue that is kept; what that was, for people.

        What it began ends, what it changed is as before, what it ended sounds from its beginning.
        Raises `InvalidInput` if none is kept, or if it changed nothing that can be taken back.
        """
        if not self._done:
            raise InvalidInput("there is nothing to undo: no cue in words has changed anything yet")
        done = self._done.pop()
        if not (done.touched or done.whole or done.begun):
            raise InvalidInput(
                "the last cue cannot be taken back: snapshots stay kept, a take stays made, "
                "and a room is what it is"
            )
        for cancel in done.cancels:
            cancel()
        begun = {("sounds", name) for name in done.begun}
        self._undone.append(self._stand(done.touched | begun, whole=done.whole))
        return self._as_before(done, client)

    def do_again(self, client: Client) -> str:
        """Let everything stand as before the last `take_back`; what that was, for people.

        Raises `InvalidInput` if nothing was taken back since something was done.
        """
        if not self._undone:
            raise InvalidInput("there is nothing to redo: nothing was undone since the last cue")
        undone = self._undone.pop()
        self._done.append(self._stand(undone.touched, whole=undone.whole))
        return self._as_before(undone, client)

    def _as_before(self, done: Done, client: Client) -> str:
        self._end(done, client)
        self._turn_back(done, client)
        self._switch_back(done, client)
        names = sorted({name for _, name in done.touched} | set(done.begun))
        return ", ".join(names) or "how everything stood"

    def _keep(self, touched: frozenset[tuple[str, str]], *, whole: bool = False) -> Done:
        done = self._stand(touched, whole=whole)
        self._done.append(done)
        self._undone.clear()
        return done

    def _stand(self, touched: frozenset[tuple[str, str]], *, whole: bool) -> Done:
        """How everything stands, before things change."""
        scene = self._playback.scene
        stood = Snapshot.of(scene, self._glides.place)
        heard = frozenset(name for name in scene.sources if self._playback.goes_on(name))
        ways = {
            name: going
            for name, source in scene.sources.items()
            if (going := self._glides.going(source)) is not None
        }
        when = asyncio.get_running_loop().time() if ways else 0.0
        return Done(scene, stood, heard, touched, whole, ways=ways, when=when)

    def _end(self, done: Done, client: Client) -> None:
        """End what the cue began."""
        for name in done.begun:
            if name in self._playback.scene.sources:
                self._glides.let_go(name)
                self._act(Stop(name), client)

    def _turn_back(self, done: Done, client: Client) -> None:
        """Places, levels and the room as they stood; what has begun or ended meanwhile."""
        scene = self._playback.scene
        changes = [
            change
            for change in done.stood.changes(scene, self._glides.place)
            if done.whole or (change.what, change.source) in done.touched
        ]
        self._glides.go(changes, _BACK, client)
        self._send_on(done, client)
        if done.whole:
            for command in done.stood.switches(scene):
                self._act(command, client)
            self._glides.go(done.stood.turns(scene), _BACK, client)
        for what, name in done.touched:
            if what != "sounds" or name not in scene.sources:
                continue
            goes_on = self._playback.goes_on(name)
            if name in done.heard and not goes_on and self._playback.has(name):
                self._act(Play(name), client)
            elif name not in done.heard and goes_on:
                self._act(Stop(name), client)

    def _send_on(self, done: Done, client: Client) -> None:
        """Let what was on a way be on it again, as far as it would be by now."""
        if not done.ways:
            return
        gone = asyncio.get_running_loop().time() - done.when
        for name, going in done.ways.items():
            source = self._playback.scene.sources.get(name)
            touched = done.whole or ("place", name) in done.touched
            if source is None or not touched or source.trajectory is going.way:
                continue
            now = Going(going.way, going.gone + gone)
            if now.left > _BACK:
                way = rejoining(now, self._glides.place(source), _BACK)
                self._glides.move(source, way, client)

    def _switch_back(self, done: Done, client: Client) -> None:
        """Mutes, solos and loops as they were."""
        now = self._playback.scene.sources
        for what, name in done.touched:
            before = done.scene.sources.get(name)
            if before is None or name not in now:
                continue
            match what:
                case "mute":
                    self._act(SetMute(name, before.mute), client)
                case "solo":
                    self._act(SetSolo(name, before.solo), client)
                case "loop":
                    self._act(SetLoop(name, before.loop), client)


def _touched(order: FollowUp) -> list[tuple[str, str]]:
    """The things of sources that an order touches."""
    verb = order.verb
    things: tuple[str, ...] = ()
    if verb in _WIDTHS:
        things = ("place", "spread")
    elif verb in _LEVELS:
        things = ("gain",)
    elif verb in _PLACES:
        things = ("place",)
    elif verb in _SOUNDS:
        things = ("sounds", "mute") if verb is Verb.PLAY else ("sounds",)
    elif verb in _FADES:
        things = ("gain", "sounds", "mute")
    elif verb is Verb.RESET:
        things = ("place", "gain", "mute")
    elif verb in _SWITCHES:
        things = (_SWITCHES[verb],)
    return [(thing, name) for name in (*order.ids, *order.other) for thing in things]
