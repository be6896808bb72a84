"""Clauses to orders, one pass, among what is there: who is meant, and what is to happen to them.

Knows words, and by name what is there; carries nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ttmba_live.errors import InvalidInput
from ttmba_live.text._extent import Extent
from ttmba_live.text._follow_up import FollowUp
from ttmba_live.text._forms import LEVELS, Verb, Words
from ttmba_live.text._nearby import newcomers, put_near
from ttmba_live.text._plan import Plan
from ttmba_live.text._present import Meant, Present, meant, names_only
from ttmba_live.text._putting import put_by, says_where
from ttmba_live.text._references import referred
from ttmba_live.text._refusing import is_small
from ttmba_live.text._wishes import Wish, as_written, wishes

_SHOWN = 6
_ADD = re.compile(
    r"^(?:and |now |then |please |let's |can you |could you |i want |we need |i'd like )*"
    r"(?:add|put|place|have|give me|bring in|play|start|get)\b(?: in| me| us)? ",
    re.IGNORECASE,
)
"""What asks for a new sound."""


_TELLS = re.compile(r"\b(?:gets?|grows?|becomes?|is|are)\b")
"""What a scene tells and an order does not: "the crowd gets louder"."""


_POINTS = re.compile(
    r"the (?:left|right|first|second|third|last|upper|lower|front|back|rear) ones?"
)
"""What names one of those that were just told: "two bells, the left one louder"."""


class Reader:
    """Clauses to orders, among what is there."""

    def __init__(
        self, there: Sequence[Present], plan: Callable[[str], Plan], kept: Sequence[str]
    ) -> None:
        """``plan`` reads places in words; ``kept`` are the names of the snapshots there are."""
        self._there, self._plan, self._kept = there, plan, kept
        self.bare = False
        """Whether a bare name was put somewhere: "bell left"."""

    def order(
        self, clause: str, last: tuple[str, ...], *, alone: bool, story: str, after: bool
    ) -> FollowUp | None:
        """What a clause asks for; None if it is to be planned.

        ``story`` is what the text tells before it: "the dog" is that one's then. ``after`` another
        order, one without a name goes on with the same sound: "the dog louder and to the left".
        """
        found = wishes(clause, alone=alone)
        for wish in found:
            if wish.verb in _STANDING:
                if (kept := self._standing(wish, clause)) is not None:
                    return kept
                continue
            if not wish.words:
                return self._of_last(wish, last, only=after)
            of_story = _told(wish, story) or _POINTS.fullmatch(wish.words)
            if story and (of_story or not self._names_only(wish)):
                return None
            if wish.extent.times > 1.0 and not self._names_only(wish):
                continue  # "the gong rings three times"
            who = self._referred(wish.words, wish, last)
            done = self._done(wish, who, last, clause) if who is not None else None
            if done is not None:
                return done
        known = alone and not _TELLS.search(clause.lower())
        named = (wish for wish in found if wish.words and wish.is_name)
        sure = next((wish for wish in named if wish.sure or (known and _is_louder(wish))), None)
        if sure is not None and not (story or is_small(sure.words)):  # "stop here, by the lake"
            raise InvalidInput(self._nobody(sure.words))
        return None

    def newcomer(self, piece: str, last: tuple[str, ...]) -> FollowUp | None:
        """A sound by one that is there, "a cat next to the dog"; None if it is no such.

        It is a new one, unless it sounds already and its name has no article that says so. Raises
        `InvalidInput` for one that is named as known, and is not there.
        """
        for told, where, of in newcomers(piece.strip(" .,!?;:")):
            sound = _ADD.sub("", told)
            if ":" in told or is_small(sound):
                continue

            def refer(words: str, of: Words = of) -> Meant | None:
                if of.language == "en" and not names_only(words, self._there):
                    return None  # "the roof of the car" is no car
                found = referred(words, of, self._there, last, self._plan)
                return None if found is None or found.all else found  # nothing is by everything

            who = refer(sound.lower()) or Meant()
            heard = any(one.sounds for one in self._there if one.id in who.ids)
            put = put_near(where, of, Extent(), self._there, who.ids if heard else (), refer)
            if put is not None and heard:
                self.bare = True
                return FollowUp(
                    Verb.PLACE, who.ids, path=put.path, keeps_distance=put.keeps_distance
                )
            if put is not None and sound.lower().split()[0] in of.articles:
                raise InvalidInput(self._nobody(sound.lower()))
            if put is not None:
                return FollowUp(Verb.JOIN, (), path=put.path, sound=sound)
        return None

    def _names_only(self, wish: Wish) -> bool:
        """Whether its words name something and say no more; in other languages, are few."""
        if wish.of.language != "en":
            return len(wish.words.split()) <= _NAME
        return names_only(wish.words, self._there)

    def _referred(self, words: str, wish: Wish, last: tuple[str, ...]) -> Meant | None:
        return referred(words, wish.of, self._there, last, self._plan)

    def _of_last(self, wish: Wish, last: tuple[str, ...], *, only: bool) -> FollowUp | None:
        """Of words without a name: what was spoken of last, or everything unless ``only`` that."""
        here = tuple(one.id for one in self._there)
        if wish.verb in _EVERYTHING and not only:
            return FollowUp(wish.verb, here, all=True, extent=wish.extent)
        heard = tuple(one.id for one in self._there if one.sounds)
        able = here if only or wish.verb in _REVIVING else heard
        ids = tuple(name for name in able if name in last)
        if only and not ids:
            return None
        ids = ids or heard
        if not ids:
            more = "nothing sounds that could be meant" if here else "nothing is there"
            raise InvalidInput(f"{more}; say a sound first")
        if wish.verb in _PUT:
            return self._placed(wish, Meant(ids), last)
        return FollowUp(wish.verb, ids, extent=wish.extent, sense=wish.sense)

    def _standing(self, wish: Wish, clause: str) -> FollowUp | None:
        """Of how everything stands: kept under a name or in a file, brought back, taken back."""
        if wish.verb in (Verb.UNDO, Verb.REDO):
            return FollowUp(wish.verb, (), extent=wish.extent)
        name = as_written(wish.name, clause)
        if wish.verb in _FILES:
            return FollowUp(wish.verb, (), extent=wish.extent, name=name)
        if not name:
            raise InvalidInput("a snapshot needs a name of one word: 'store this as A'")
        known = next((one for one in self._kept if one.casefold() == name.casefold()), "")
        if not known and not wish.sure:
            return None
        return FollowUp(wish.verb, (), extent=wish.extent, name=known or name)

    def _done(self, wish: Wish, who: Meant, last: tuple[str, ...], clause: str) -> FollowUp | None:
        match wish.verb:
            case Verb.PLACE | Verb.TOWARDS:
                return self._placed(wish, who, last)
            case Verb.SWAP:
                return self._swapped(wish, who, last)
            case Verb.REPLACE:
                return self._replaced(wish, who, last, clause)
            case Verb.ENTER:
                silent = not any(one.sounds for one in self._there if one.id in who.ids)
                return FollowUp(Verb.PLAY, who.ids, extent=wish.extent) if silent else None
            case _:
                return FollowUp(wish.verb, who.ids, who.all, wish.extent, sense=wish.sense)

    def _swapped(self, wish: Wish, who: Meant, last: tuple[str, ...]) -> FollowUp:
        """Two groups, or both of two that were named together or sound alone."""
        if wish.other:
            against = self._referred(wish.other, wish, last)
            if against is None:
                raise InvalidInput(self._nobody(wish.other))
            return FollowUp(wish.verb, who.ids, who.all, wish.extent, against.ids)
        heard = tuple(one.id for one in self._there if one.sounds)
        pair = next((ids for ids in (who.ids, heard) if len(ids) == _TWO), None)
        if pair is None:
            raise InvalidInput("a swap takes two: 'swap the dog and the rain'")
        return FollowUp(wish.verb, pair[:1], extent=wish.extent, other=pair[1:])

    def _replaced(
        self, wish: Wish, who: Meant, last: tuple[str, ...], clause: str
    ) -> FollowUp | None:
        """What ends, and what stands there from then on, unless words put it elsewhere."""
        if not wish.sure and self._referred(wish.new, wish, last) is not None:
            return None
        sound = as_written(wish.new, clause)
        elsewhere = says_where(sound, self._plan)
        return FollowUp(
            wish.verb, who.ids, who.all, wish.extent, sound=sound,
            keeps_distance=not elsewhere, keeps_direction=not elsewhere,
        )  # fmt: skip

    def _placed(self, wish: Wish, who: Meant, last: tuple[str, ...]) -> FollowUp | None:
        if not wish.definite and not all(one.sounds for one in self._there if one.id in who.ids):
            return None  # "rain to the left" once the rain is over
        self.bare = self.bare or not wish.definite

        def refer(words: str) -> Meant | None:
            return self._referred(words, wish, last)

        put = put_near(wish.where, wish.of, wish.extent, self._there, who.ids, refer) or put_by(
            wish.where, wish.of, wish.extent, self._plan
        )
        if put is None:
            return None
        return FollowUp(
            wish.verb, who.ids, who.all, wish.extent, path=put.path, spread=put.spread,
            keeps_distance=put.keeps_distance, keeps_direction=put.keeps_direction,
        )  # fmt: skip

    def _nobody(self, words: str) -> str:
        names = [one.id for one in sorted(self._there, key=lambda one: not one.sounds)]
        if not names:
            return f"nothing is there that {words[:40]!r} could mean; say a sound first"
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        return f"nothing is called {words[:40]!r}; there are: {', '.join(names[:_SHOWN])}{more}"


_EVERYTHING = frozenset((Verb.STOP, Verb.FADE_OUT, Verb.MUTE, Verb.UNMUTE, Verb.UNSOLO, Verb.SWAP))
"""Verbs that mean everything where no sound is named."""

_REVIVING = frozenset((Verb.PLAY, Verb.TAKE, Verb.FADE_IN))
"""Verbs that mean what is silent, too."""

_FILES = (Verb.SAVE, Verb.RECORD, Verb.RECORDED)
_STANDING = frozenset((Verb.STORE, Verb.RECALL, Verb.FORGET, Verb.UNDO, Verb.REDO, *_FILES))
"""Verbs of how everything stands, and of what is kept of it: they are of no sound."""

_PUT = frozenset((Verb.PLACE, Verb.TOWARDS))
"""Verbs with a place in words."""

_NAME = 3
"""Words of a name in another language at most, in a text that tells other things as well."""
_TWO = 2


def _told(wish: Wish, story: str) -> bool:
    """Whether what came before in the text is about the same."""
    before = re.findall(r"[^\W_]+", story.lower())
    told = [Present(str(number), word) for number, word in enumerate(before)]
    return wish.words in wish.of.pronouns or meant(wish.words, told, ()) is not None


def _is_louder(wish: Wish) -> bool:
    """Whether what has a name is to have another level: "the viola louder"."""
    return wish.verb in LEVELS and wish.words.split()[:1] == ["the"]
