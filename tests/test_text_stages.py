"""The five stages of the reader, each by what it hands on."""

from __future__ import annotations

import pytest

from ttmba_live.text._grammar import Grammar
from ttmba_live.text._languages import languages
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._phrases import Reader
from ttmba_live.text._spelling import mended
from ttmba_live.text._tables import LANGUAGES, table
from ttmba_live.text._tokens import Token, quoted, tokens
from ttmba_live.text.rules import Rules


def norms(text: str) -> list[object]:
    return [t.norm if t.number is None else t.number for t in tokens(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A dog, 4s", ["a", "dog", ",", 4.0, "s"]),
        ("back-left hi-hat", ["back", "left", "hi", "hat"]),
        ("sword_unsheathe", ["sword", "unsheathe"]),
        ("az=-45 el=\u221230", ["az", "=", -45.0, "el", "=", -30.0]),
        ("2,5 m and 1.5 m", [2.5, "m", "and", 1.5, "m"]),
        ("0:05 and 1:02:03", [5.0, "and", 3723.0]),
        ("l'oreille d'une don't", ["l'", "oreille", "d'", "une", "don't"]),
        ("L>R L-R L->R", ["l", ">", "r", "l", "-", "r", "l", ">", "r"]),
        ("\uff11\uff12\u3001\u72ac", [12.0, ",", "\u72ac"]),
        ("rain\\nwind", ["rain\\nwind"[0:4], "\\", "nwind"]),
        ("wait... ok", ["wait", "\u2026", "ok"]),
    ],
)
def test_tokens(text: str, found: list[object]):
    assert norms(text) == found


def test_tokens_know_where_they_stood():
    text = "\uff21 dog \u2014 45\u00b0"
    for token in tokens(text):
        assert 0 <= token.first < token.after <= len(text)
    assert [text[t.first : t.after] for t in tokens(text)][:2] == ["\uff21", "dog"]


def test_quoted_words_are_found():
    assert quoted('a man says "go away" loudly') == [(11, 20)]
    assert quoted("no end \u201chere") == []


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("a dog barks on the left", ("en",)), ("ein Hund bellt links", ("en", "de")),
        ("un chien aboie derrière moi", ("en", "fr")), ("un perro ladra detrás", ("en", "es")),
        ("un cane abbaia dietro di me", ("en", "it")), ("um gato à esquerda", ("en", "pt")),
        ("слева собака", ("en", "ru")), ("左边有狗", ("en", "zh")), ("左で犬が鳴く", ("en", "ja")),
    ],
)  # fmt: skip
def test_languages(text: str, spoken: tuple[str, ...]):
    assert languages(tokens(text)) == spoken


@pytest.mark.parametrize(
    ("written", "meant"),
    [("behnid", "behind"), ("whooosh", "whoosh"), ("accordian", "accordion"),
     ("thuder", "thunder")],
)  # fmt: skip
def test_misspelt_words_are_mended_and_told(written: str, meant: str):
    notes: list[str] = []
    assert [t.norm for t in mended(tokens(written), ("en",), notes)] == [meant]
    assert meant in notes[0]


@pytest.mark.parametrize("word", ["pulls", "crates", "paddle", "lock", "masts", "halyards", "xxxx"])
def test_words_that_only_look_like_others_stay(word: str):
    assert [t.norm for t in mended(tokens(word), ("en",), [])] == [word]


def cover(text: str) -> list[tuple[str, str, str]]:
    found, rows = read(text)
    return [
        (p.kind, p.argument, text[found[p.first].first : found[p.after - 1].after]) for p in rows
    ]


def read(text: str) -> tuple[list[Token], list[Phrase]]:
    found = tokens(text)
    return found, Reader(found, [table(name) for name in languages(found)]).cover()


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("dog in the back left corner", "place", "in the back left corner"),
        ("dog 3 m away", "distance", "3 m away"),
        ("dog for half a minute", "duration", "for half a minute"),
        ("dog after two and a half seconds", "after", "after two and a half seconds"),
        ("bee circles around my head", "motion", "circles around my head"),
        ("car from left to right", "motion", "from left to right"),
        ("dog x3", "count", "x3"),
        ("wind fades in over 10 s", "fade", "fades in over 10 s"),
        ("dog at 2 o'clock", "clock", "at 2 o'clock"),
        ("dog 30 degrees to the left", "azimuth", "30 degrees to the left"),
        ("could you give me a dog", "talk", "could you give me"),
        ("rain without thunder", "no", "without"),
        ("rain throughout", "through", "throughout"),
        ("ein Hund hinter mir", "place", "hinter mir"),
        ("犬が5秒後に鳴く", "after", "5秒後に"),
    ],
)
def test_phrases(text: str, kind: str, said: str):
    assert (kind, said) in [(k, s) for k, _, s in cover(text)]


def test_the_longest_reading_covers_the_text():
    assert [kind for kind, *_ in cover("right in front of me")] == ["place"]
    assert [kind for kind, *_ in cover("a music box")] == ["word", "noun"]
    assert [kind for kind, *_ in cover("front door")] == ["noun"]


def test_a_cover_leaves_nothing_out():
    text = "A dog, ((barks)) x3 & left -> right — 4.5 ° wibble?!"
    found, rows = read(text)
    assert [p.first for p in rows] == [0, *(p.after for p in rows[:-1])]
    assert rows[-1].after == len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_is_made_of_nothing(language: str):
    """A pattern of which everything may be left out, or only an article stays, matches anywhere."""
    small = {"the", "a", "an", "of", "is", "are", "die", "das", "le", "la", "el", "の"}
    for by_form in table(language).patterns.values():
        for patterns in by_form.values():
            for pattern in patterns:
                needed = [e for e in pattern.elements if not e.optional]
                assert needed, pattern
                bare = len(needed) == 1 and not needed[0].slot and needed[0].singles & small
                assert not bare or pattern.kind in ("drop", "vague"), pattern


def drafts(text: str) -> list[tuple[str, str, list[str]]]:
    found = tokens(text)
    reader = Reader(found, [table(name) for name in languages(found)])
    made = Grammar(reader.cover(), found, reader.forms, text).run()
    return [(d.link, " ".join(d.words), [i.kind for i in d.attributes]) for d in made.drafts]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("dog: left, cat: right", [("first", "dog", ["place"]), ("comma", "cat", ["place"])]),
        ("left: dog, right: cat", [("colon", "dog", ["place"]), ("colon", "cat", ["place"])]),
        ("dog left cat right", [("first", "dog", ["place"]), ("comma", "cat", ["place"])]),
        ("- rain\n- wind", [("first", "rain", []), ("line", "wind", [])]),
        ("rain, no thunder", [("first", "rain", [])]),
        ("a dog and a cat left", [("first", "a dog", ["place"]), ("and", "a cat", ["place"])]),
    ],
)  # fmt: skip
def test_drafts(text: str, made: list[tuple[str, str, list[str]]]):
    assert drafts(text) == made


def test_every_stage_can_be_seen():
    seen = Rules().read("A dog barks on the left.")
    assert seen.languages == ("en",)
    assert [p.kind for p in seen.phrases] == ["word", "noun", "word", "place", "link"]
    assert [d.words for d in seen.drafts.drafts] == [["a", "dog", "barks"]]
    assert [e.sound for e in seen.events] == ["dog barking"]
