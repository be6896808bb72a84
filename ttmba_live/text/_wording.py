"""The words that name a sound, made into a prompt: "a dog barks" becomes "dog barking"."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from ttmba_live.text import _lexicon, _numbers
from ttmba_live.text._words import lemmas

DETERMINERS = _lexicon.listed("determiners")
"""Words that begin the name of a thing."""

PREPOSITIONS = _lexicon.listed("prepositions")
"""Words that begin a phrase about something already named."""

_ARTICLES = _lexicon.listed("articles")
EMPTY = _lexicon.listed("empty")
"""Words that name no sound by themselves."""

FUNCTION = _ARTICLES | PREPOSITIONS | EMPTY
"""Words that no prompt begins or ends with."""

ADJECTIVES = _lexicon.listed("adjectives")
"""Words that tell how something sounds, should they stand alone."""

SCENES = _lexicon.listed("scenes")
"""Words that only say when a scene plays, should they stand alone."""

_ANSWERS = _lexicon.listed("answers")

_GOING = _lexicon.listed("going")
_DONE = _lexicon.listed("done")
_WAS = frozenset(("is", "are", "gets", "get", "was", "were"))
PUNCTUAL = _lexicon.listed("punctual")
_ENDING = _lexicon.listed("ending")
_STAYING = _lexicon.listed("staying")
_DROPPED = _lexicon.listed("dropped")
_PERSONS = ("someone", "somebody", "something")
_SUBJECTS = ("he", "she", "it")
_PLURAL_ENDS = ("people", "men", "women", "children", "geese", "mice", "police", "sheep")


def content(items: Iterable[str]) -> list[str]:
    """Words without those that name nothing."""
    return [word for word in items if word not in _ARTICLES and word not in EMPTY]


def is_verb(word: str, after: str) -> bool:
    """Whether a word is a sounding verb, given the word before it."""
    if _lexicon.ing_of(word) is None or _lexicon.kind_of(f"{after} {word}") is not None:
        return False
    if word.endswith("s") and not word.endswith("ss"):
        return after not in DETERMINERS or after in _PERSONS
    plural = after.endswith("s") or after in _PLURAL_ENDS or after in ("i", "we", "you", "they")
    return plural and after not in _ARTICLES


def without_verbs(items: Sequence[str]) -> list[str]:
    """Words with a dash for each sounding verb that follows its subject."""
    return ["-" if n and _acts(w, items[n - 1]) else w for n, w in enumerate(items)]


def _acts(word: str, after: str) -> bool:
    """Whether a word is what the thing before it does; "fly" is a verb after a plural."""
    flies = word == "fly" and _lexicon.is_plural(after)
    return flies or (after not in EMPTY and is_verb(word, after))


def several(items: Sequence[str]) -> bool:
    """Whether a description is of more than one thing."""
    return any(_lexicon.is_plural(word) for word in items)


def one_of(sound: str) -> str:
    """One of several: "four bells ringing" is of one "bell ringing".

    >>> one_of("two people whispering"), one_of("bees buzzing"), one_of("glass breaking")
    ('person whispering', 'bee buzzing', 'glass breaking')
    """
    items = sound.split()
    if _numbers.leading(items) > 1.0:
        items = items[1:]
    named = next((n for n, word in enumerate(items) if _lexicon.singular(word) != word), None)
    if named is not None:
        items[named] = _lexicon.singular(items[named])
    return " ".join(items)


def is_gerund(word: str) -> bool:
    """Whether a word is the -ing form of a verb that sounds."""
    return word.endswith("ing") and not (lemmas(word) - {word}).isdisjoint(_lexicon.verbs())


def does(word: str) -> bool:
    """Whether a word in a description is what its thing does."""
    if word.endswith("ing"):
        return True
    return _lexicon.ing_of(word) is not None and _lexicon.kind_of(word) is None


def active(items: Sequence[str]) -> list[str]:
    """What is heard of "being slapped": the slapping."""
    if len(items) < 2 or items[0] not in ("being", "getting"):
        return list(items)
    plain = sorted(lemmas(items[1]) & _lexicon.verbs())
    return [_lexicon.ing_of(plain[0]) or items[1], *items[2:]] if plain else list(items)


def stays(items: Sequence[str]) -> bool:
    """Whether a clause only says that something rests on its way."""
    return any(not lemmas(word).isdisjoint(_STAYING) for word in items[:2])


def happens(items: Sequence[str], *, foreign: bool) -> bool:
    """Whether a clause tells one thing that something does at one moment: "a door slams".

    ``foreign`` words were said in English: what a thing does then ends in -ing.
    """
    end = "ing" if foreign else "s"
    doing = [w for n, w in enumerate(items) if n and w.endswith(end)]
    doing = [w for w in doing if foreign or _acts(w, items[items.index(w) - 1])]
    return bool(doing) and not lemmas(doing[0]).isdisjoint(PUNCTUAL)


def is_hit(items: Sequence[str]) -> bool:
    """Whether words name what happens at one moment: "door slam"."""
    return len(items) > 1 and items[-1] in PUNCTUAL


def is_done(items: Sequence[str]) -> bool:
    """Whether a clause tells in the passive what is done at one moment: "a page is torn out"."""
    pairs = itertools.pairwise(word for word in items if not word.endswith("ly"))
    return any(was in _WAS and done in _DONE for was, done in pairs)


def ends(items: Sequence[str]) -> bool:
    """Whether a clause tells how the way of what moves ends: "crashes into the pins"."""
    return bool(items) and not lemmas(items[0]).isdisjoint(_ENDING)


def answers(items: Sequence[str]) -> bool:
    """Whether a description says that its sound answers the one before."""
    return not _ANSWERS.isdisjoint(items)


def travels(items: Sequence[str]) -> bool:
    """Whether a description is of what is on its way: steps, cars, trains."""
    hit = _lexicon.find(content(items))
    return hit is not None and not lemmas(hit.kind.does).isdisjoint(_GOING)


def acts(items: Sequence[str]) -> bool:
    """Whether a description has a verb in it."""
    return any(n and _acts(word, items[n - 1]) for n, word in enumerate(items))


def goes_on(before: Sequence[str], items: Sequence[str]) -> bool:
    """Whether a clause is what several do next: "zombies groan" and "shuffle"."""
    plain = len(items) == 1 and _lexicon.ing_of(items[0]) is not None
    return plain and not items[0].endswith("s") and several(without_verbs(before)) and acts(before)


def starts_with_verb(items: Sequence[str]) -> bool:
    """Whether a clause has no subject of its own."""
    rest = [word for word in items if word not in EMPTY]
    if not rest or rest[0] in DETERMINERS:
        return False
    first = rest[0]
    if first.endswith("ing") and _lexicon.kind_of(first) is None:
        return len(rest) == 1 or rest[1] in PREPOSITIONS or _lexicon.find(content(rest)) is None
    plain = _lexicon.ing_of(first) is not None
    if plain and first.endswith("s") and _lexicon.kind_of(first) is None:
        return True
    followed = len(rest) > 1 and _lexicon.kind_of(rest[1]) is not None
    return plain and not followed and (first.endswith("s") or _lexicon.kind_of(first) is None)


def prompt(items: Sequence[str], subject: str = "") -> str:
    """The sound's description for the generator; empty if no words are left.

    ``subject`` stands in for one that was named before ("then rolls away").
    """
    kept = [word for word in _without_lead_phrase(items) if word not in _DROPPED]
    kept = _trimmed(_begun(kept))
    out: list[str] = [subject] if subject else []
    turned = False
    for n, word in enumerate(kept):
        nearest = reversed(kept[:n])
        before = next((w for w in nearest if not w.endswith("ly") or _lexicon.kind_of(w)), "")
        named = [w for w in out if w not in _ARTICLES]
        leads = n == 0 and not named and word.endswith("s")
        leads = leads and (_lexicon.kind_of(word) is None or items[0] in _SUBJECTS)
        verbal = (leads and _lexicon.ing_of(word) is not None) or (
            bool(named) and is_verb(word, before or subject)
        )
        following = kept[n + 1] if n + 1 < len(kept) else "in"
        turned = turned or (bool(named) and following in PREPOSITIONS and is_gerund(word))
        if verbal and not (turned and before != "and"):
            out.append(_lexicon.ing_of(word) or word)
            turned = True
        elif word not in _ARTICLES:
            out.append(word)
    return " ".join(_trimmed(out))


def unsaid(sound: str, kind: _lexicon.Kind) -> str:
    """What a thing does whose prompt only names it; empty if that is told or nobody knows."""
    return kind.does if kind.does and _only_named(sound.split(), kind.does) else ""


def _begun(items: Sequence[str]) -> list[str]:
    """What "starts to fall" does: the falling."""
    out: list[str] = []
    for n, word in enumerate(items):
        after_to = n > 1 and items[n - 1] == "to" and word in _lexicon.verbs()
        if after_to and (doing := _lexicon.ing_of(word)):
            out[-1:] = [doing]
        else:
            out.append(word)
    return out


def _only_named(out: Sequence[str], does: str) -> bool:
    """Whether a description names a thing and nothing it does or is beside."""
    hit = _lexicon.find(out)
    whole = hit is not None and hit.after == len(out) and not any(w.endswith("ing") for w in out)
    return whole and does[:3] not in " ".join(out)


def _without_lead_phrase(items: Sequence[str]) -> list[str]:
    """Drop "in the kitchen" before "a radio plays"."""
    kept = list(items)
    if kept and kept[0] in PREPOSITIONS:
        for n in range(2, min(len(kept), 6)):
            if kept[n] in DETERMINERS:
                return kept[n:]
    return kept


def _trimmed(items: Sequence[str]) -> list[str]:
    kept = list(items)
    while kept and kept[-1] in FUNCTION:
        kept.pop()
    while kept and kept[0] in (PREPOSITIONS | EMPTY):
        kept.pop(0)
    return kept
