"""What an order in words does to one source, by the same commands as OSC's.

Knows scene and voices; understands no text. Thread: control.
"""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.live._glides import Glides
from ttmba_live.live._on_the_way import Going
from ttmba_live.live._playback import Playback
from ttmba_live.live._ways import goes_along, home, way
from ttmba_live.osc import Client
from ttmba_live.scene import (
    FLOOR_DB,
    Again,
    Command,
    Play,
    SetGain,
    SetLoop,
    SetMute,
    SetSolo,
    Source,
    Stop,
    widened,
)
from ttmba_live.text import FollowUp, Verb

_FADE = 3.0
"""Seconds of a fade, if that was not told."""
_LOUDER = 6.0
"""dB that "louder" means."""
_QUIETEST, _LOUDEST = -200.0, 40.0
_WIDER, _WIDEST = 30.0, 180.0
"""Degrees that "wider" means, to every side, and those that are all around."""
_ALL_AROUND = 120.0
"""Degrees from which a sound is heard to come from everywhere."""
_MOST = 80.0
"""dB by which a level changes at once at most."""

SWITCHES: dict[Verb, tuple[type[SetMute | SetSolo | SetLoop], bool]] = {
    Verb.MUTE: (SetMute, True), Verb.UNMUTE: (SetMute, False),
    Verb.SOLO: (SetSolo, True), Verb.UNSOLO: (SetSolo, False),
    Verb.LOOP: (SetLoop, True), Verb.UNLOOP: (SetLoop, False),
}  # fmt: skip


class EachSource:
    """Orders for one source at a time."""

    def __init__(
        self, playback: Playback, glides: Glides, act: Callable[[Command, Client], None]
    ) -> None:
        """``act`` carries out a command."""
        self._playback, self._glides, self._act = playback, glides, act

    def carry_out(self, order: FollowUp, source: Source, client: Client) -> None:
        """What an order asks of one of its sources; raises `TtmbaError` if that cannot be."""
        name, verb = source.id, order.verb
        match verb:
            case Verb.LEAVE | Verb.HOLD | Verb.RELEASE | Verb.STEADY:
                self._hold(verb, source, client)
            case Verb.STOP | Verb.REPLACE:
                self._glides.let_go(name)
                self._act(Stop(name), client)
            case Verb.PLAY:
                self._heard(source, client)
            case Verb.TAKE:
                self._act(Again(name), client)
            case Verb.UP | Verb.DOWN | Verb.LEVEL:
                level, left = self._glides.fading(source)
                takes = left if order.extent.takes is None else order.extent.takes
                wanted = self._told(order, source)
                wanted = _changed(order, level) if wanted is None else wanted
                self._glides.gain(source, wanted, takes, client)
            case Verb.FADE_OUT | Verb.FADE_IN:
                self._fade(order, source, client)
            case Verb.HOME | Verb.RESET:
                self._back(order, source, client)
            case Verb.WIDER | Verb.NARROWER:
                self._widen(order, source, client)
            case _ if verb in SWITCHES:
                self._switch(verb, name, client)
            case _:
                self._move(order, source, client)

    def _switch(self, verb: Verb, name: str, client: Client) -> None:
        kind, on = SWITCHES[verb]
        self._act(kind(name, on), client)
        silent = self._playback.has(name) and not self._playback.sounds(name)
        if verb is Verb.LOOP and silent:
            self.play(name, client)

    def _widen(self, order: FollowUp, source: Source, client: Client) -> None:
        change = _WIDER * order.extent.share * (1.0 if order.verb is Verb.WIDER else -1.0)
        wide = max(0.0, min(_WIDEST, source.spread + change))
        if wide == source.spread:
            raise InvalidInput(f"it is {wide:g} degrees wide, and there is no more of that")
        self._glides.go([widened(source, wide)], order.extent.going, client)

    def _move(self, order: FollowUp, source: Source, client: Client) -> None:
        """A source on its way; one that was all around and is put somewhere is heard from there."""
        if order.verb is Verb.PLACE and not (order.keeps_direction and not order.spread):
            wide = order.spread or (0.0 if source.spread > _ALL_AROUND else source.spread)
            if wide != source.spread:
                self._glides.go([widened(source, wide)], order.extent.going, client)
        going = self._going(order, source, client)
        now, goal = self._glides.place(source), self._glides.goal(source)
        self._glides.move(source, way(order, now, going, goal), client)

    def _hold(self, verb: Verb, source: Source, client: Client) -> None:
        """Hold a source where it is, or as loud, let it go on, or leave it as it is."""
        if verb is Verb.HOLD:
            self._glides.hold(source, client)
        elif verb is Verb.RELEASE:
            self._glides.release(source, client)
        elif verb is Verb.STEADY:
            self._glides.steady(source.id)

    def _going(self, order: FollowUp, source: Source, client: Client) -> Going | None:
        """The way that a source is on; if that is over and is asked for, it goes there again."""
        going = self._glides.going(source)
        if going is not None or not goes_along(order):
            return going
        kept = self._playback.kept(source.id)
        if kept is None or kept.event.trajectory is None or source.trajectory is None:
            raise InvalidInput("it is on no way, which could be another; say where it is to go")
        self.play(source.id, client)
        ended = kept.event.trajectory.times[-1] if order.verb is Verb.TURN else 0.0
        return Going(kept.event.trajectory, ended)

    def _back(self, order: FollowUp, source: Source, client: Client) -> None:
        """A source as it was asked for: its place, and of a reset its level as well."""
        kept = self._playback.kept(source.id)
        if kept is None:
            raise InvalidInput("it has no clip yet, or comes in live: nobody knows its first place")
        elapsed = self._playback.elapsed().get(source.id)
        path = home(kept.event, elapsed, self._glides.place(source), order.extent.going)
        self._glides.move(source, path, client)
        if order.verb is Verb.RESET:
            self._act(SetMute(source.id, mute=False), client)
            self._glides.gain(source, kept.event.gain_db, order.extent.going, client)

    def _heard(self, source: Source, client: Client) -> None:
        """Let a source sound again that may be mute: "the radio back on"."""
        if source.mute:
            self._act(SetMute(source.id, mute=False), client)
        self._glides.out_no_more(source, client)
        self.play(source.id, client)

    def play(self, name: str, client: Client) -> None:
        """Let a source sound again; one that was stopped before its clip came is made anew.

        One that was stopped while it faded is as loud as it was, or was to be.
        """
        source = self._playback.scene.sources.get(name)
        if source is not None and not self._playback.sounds(name):
            regained = self._glides.regained(source)
            if regained != source.gain_db:
                self._glides.gain(source, regained, 0.0, client)
        self._play(name, client)

    def _play(self, name: str, client: Client) -> None:
        try:
            self._act(Play(name), client)
        except InvalidInput:
            if self._playback.has(name):
                raise
            self._act(Again(name), client)

    def _told(self, order: FollowUp, source: Source) -> float | None:
        """The gain that an order tells, of what was ordered perhaps; None if it tells a change."""
        part = order.extent.part
        if part is None:
            return order.extent.level
        kept = self._playback.kept(source.id)
        return part + (0.0 if kept is None else kept.event.gain_db)

    def _fade(self, order: FollowUp, source: Source, client: Client) -> None:
        level = self._told(order, source)
        seconds = _FADE if order.extent.takes is None else order.extent.takes
        if order.verb is Verb.FADE_OUT and level is None:
            self._glides.out(source, seconds, client)
            return
        wanted = self._glides.level(source) if level is None else level
        if order.verb is Verb.FADE_IN:
            heard = self._playback.sounds(source.id) and not source.mute
            self._act(SetGain(source.id, source.gain_db if heard else FLOOR_DB), client)
            self._act(SetMute(source.id, mute=False), client)
            if not self._playback.sounds(source.id):
                self._play(source.id, client)
        self._glides.gain(source, wanted, seconds, client)


def _changed(order: FollowUp, now: float) -> float:
    """The gain that is wanted instead of one; raises `InvalidInput` if it can go no further."""
    extent = order.extent
    change = abs(extent.db) if extent.db is not None else _LOUDER * extent.share
    if change > _MOST:
        raise InvalidInput(f"no level changes by {change:g} dB at once; {_MOST:g} dB is the most")
    wanted = now + (change if order.verb is Verb.UP else -change)
    level = max(_QUIETEST, min(_LOUDEST, wanted))
    if level == now != wanted:
        most = "loudest" if wanted > level else "quietest"
        raise InvalidInput(f"it is at {level:g} dB already, and that is the {most} there is")
    return level
