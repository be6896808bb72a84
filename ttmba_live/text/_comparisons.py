"""Words that only compare, "like a drunk", or are polite, "if I may". Knows tokens, no phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._tokens import Token

_ENDS = frozenset((",", ".", "!", "?", ";", ":", "\n", "…", "(", ")", "-", "–", "—"))
_JOINTS = frozenset("while whilst as and but then until when before after where".split())  # noqa: SIM905
_LIKE = {
    "like": frozenset(("a", "an", "some")),
    "wie": frozenset(("ein", "eine", "einen", "einem", "einer")),
    "comme": frozenset(("un", "une")),
    "como": frozenset(("un", "una", "um", "uma")),
    "come": frozenset(("un", "una", "uno")),
    "als": frozenset(("een",)),
}
"""What compares, by language, and what follows then: "come a bit closer" compares nothing."""
_AS_IF = frozenset("it it's he he's she she's they they're you're we're".split())  # noqa: SIM905
"""What follows where it is told how something seems: "like it drives right through me"."""

_ABOUT = frozenset("for in after within takes lasts bem así assim così tanto".split())  # noqa: SIM905
"""After these it is about so long, "for like a minute", or one thing more: "bem como um sino"."""

_FILLERS = frozenset("so um uh just and then there's".split())  # noqa: SIM905
"""After these it is a word of no meaning: "so like a bus drives by"."""

_SOUNDS = frozenset(
    """
    sound sounds sounding sounded noise noises something anything feel feels i we you
    more is it's was rather klingt klingen etwas würde ressemble quelque suena algo
    suona qualcosa klinkt iets
    """.split()  # noqa: SIM905
)
"""After these it is told how it sounds: "something like a bell"."""
_WANTS = frozenset("would should i'd we'd you'd i".split())  # noqa: SIM905
_PLACES = re.compile(
    r"(?:behind|above|below|beneath|over|around|before|towards?|past|near)"
    r" (?:me|us|you|my|your|our)\b"
    r"|(?:on|to|at|from|in) (?:the|my|your|our) (?:left|right|front|back|rear)\b|in front\b"
    r"|overhead\b|ahead\b|far\b|from (?:the )?(?:left|right|behind|above|below)\b"
    r"|(?:links|rechts|hinter|vor|über|unter|neben|achter|voor|boven|derrière|devant|detrás|delante"
    r"|encima|dietro|davanti|sopra|atrás|à|au-dessus"
    r"|a (?:la )?(?:izquierda|derecha|sinistra|destra)|auf|in der|dans|en|nella|na|no)\b"
)
_AHEAD = 4
_COURTESY = re.compile(
    r"if (?:(?:i|we|you|it|that|this|is|isn't|it's|that's|not|too|much|trouble|possible|ok|okay"
    r"|alright|may|might|can|could|would|will|mind|don't|do|please|wish|want|a|problem|difficult"
    r"|hard|be|able|to|so|kind|bother|all|right|at|really|very|wouldn't)\b ?)+"
)
_ASIDE = re.compile(
    r"(?:i've|i have|i'm|i am|we've|we're) (?:never|not|new|afraid|sorry|just|only|trying|curious"
    r"|hoping|wondering|quite|a beginner)\b"
    r"|(?:they|it|this|that|these|those) (?:needn't|need not|mustn't|must not|don't have to"
    r"|doesn't have to|shouldn't|should not) be\b"
)


def plainly(tokens: Sequence[Token], notes: list[str]) -> list[Token]:
    """The tokens without comparisons and courtesies; notes say what is left out."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at, kept)
        if end > at:
            notes.append(f"no sound: {' '.join(t.norm for t in tokens[at:end])[:80]!r}")
            if end < len(tokens) and tokens[end].norm in (",", ":") and _begins(kept):
                end += 1
        else:
            kept.append(tokens[at])
            end = at + 1
        at = end
    return kept if any(token.is_word for token in kept) else list(tokens)


def _begins(kept: Sequence[Token]) -> bool:
    """Whether a sentence or a part of one begins here."""
    return not kept or kept[-1].norm in _ENDS or kept[-1].norm in ("and", "but")


def _end(tokens: Sequence[Token], at: int, kept: Sequence[Token]) -> int:
    """Where what begins here and is no sound ends; ``at`` if nothing such begins."""
    if tokens[at].norm in _LIKE and (_compares(tokens, at, kept) or _seems(tokens, at, kept)):
        return _until(tokens, at + 2, placed=True)
    if _likens(tokens, at, kept):
        return _until(tokens, at + 3, placed=True)
    if not _begins(kept):
        return at
    clause = _until(tokens, at, placed=False)
    words = " ".join(token.norm for token in tokens[at:clause])
    if _COURTESY.fullmatch(words) or (_ASIDE.match(words) and not _names(tokens[at:clause])):
        return clause
    return at


def _compares(tokens: Sequence[Token], at: int, kept: Sequence[Token]) -> bool:
    following = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    before = kept[-1] if kept else None
    if following not in _LIKE[tokens[at].norm] or before is None or not before.is_word:
        return False
    if before.norm in _FILLERS or any(token.norm in _WANTS for token in kept[-4:]):
        return False
    return before.norm not in _ABOUT and not any(t.norm in _SOUNDS for t in kept[-2:])


def _seems(tokens: Sequence[Token], at: int, kept: Sequence[Token]) -> bool:
    following = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    if tokens[at].norm != "like" or following not in _AS_IF or not kept:
        return False
    return not any(token.norm in _SOUNDS | _WANTS for token in kept[-2:])


def _likens(tokens: Sequence[Token], at: int, kept: Sequence[Token]) -> bool:
    """Whether "thin as a thread" begins here, between commas: not "thunder, rain as a car"."""
    following = [token.norm for token in tokens[at : at + 3]]
    if len(following) < 3 or following[1] != "as" or following[2] not in _LIKE["like"]:
        return False
    word = following[0]
    known = _lexicon.kind_of(word) is not None or _wording.does(word)
    return tokens[at].is_word and not known and _begins(kept)


def _until(tokens: Sequence[Token], at: int, *, placed: bool) -> int:
    """The end of the part that begins at one: a sign, or a joint or a place, if these end it."""
    while at < len(tokens) and tokens[at].norm not in _ENDS:
        if placed:
            ahead = " ".join(token.norm for token in tokens[at : at + _AHEAD])
            if tokens[at].norm in _JOINTS or _PLACES.match(ahead):
                break
        at += 1
    return at


def _names(tokens: Sequence[Token]) -> bool:
    """Whether a part names a sound that is known."""
    return any(_lexicon.kind_of(token.norm) is not None for token in tokens)
