"""The matcher against a plain recursive one, and at its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._pattern import is_pattern, matches

LETTERS = st.sampled_from("abcd")
TOKENS = st.one_of(
    LETTERS,
    st.sampled_from(["?", "*", "[ab]", "[a-c]", "[!a]", "[!b-d]", "[d-b]", "{a,bc}", "{ab,a,}"]),
)


def plain(tokens: list[str], subject: str) -> bool:
    """Whether the tokens fit, tried one by one."""
    if not tokens:
        return not subject
    token, rest = tokens[0], tokens[1:]
    if token == "*":
        return any(plain(rest, subject[skip:]) for skip in range(len(subject) + 1))
    if token.startswith("{"):
        words = token[1:-1].split(",")
        return any(subject.startswith(w) and plain(rest, subject[len(w) :]) for w in words)
    allowed = {
        "?": "abcd", "[ab]": "ab", "[a-c]": "abc", "[!a]": "bcd", "[!b-d]": "a", "[d-b]": "bcd",
    }.get(token, token)  # fmt: skip
    return bool(subject) and subject[0] in allowed and plain(rest, subject[1:])


@given(st.lists(TOKENS, max_size=7), st.text(LETTERS, max_size=8))
@settings(max_examples=1500)
def test_agrees_with_the_plain_matcher(tokens, subject):
    assert matches("".join(tokens), subject) is plain(tokens, subject)


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        ("[-a]", "-", "b"),
        ("[a-]", "-", "b"),
        ("[!-]", "a", "-"),
        ("[1,2,5]", "5", "4"),
        ("Glo?ke*", "Glocke_2", "Glcke"),
        ("caf[é]", "café", "cafe"),
    ],
)
def test_sets_and_runs(pattern, fits, fails):
    assert matches(pattern, fits)
    assert not matches(pattern, fails)


@pytest.mark.parametrize(
    "broken", ["[", "[]", "[!]", "{", "{a", "a]", "a}", "{a,{b}}", "{a*}", "[[a]", "a" * 256]
)
def test_broken_patterns_are_refused(broken):
    with pytest.raises(InvalidInput, match="pattern"):
        matches(broken, "a")


def test_costly_patterns_end():
    assert not matches("*a" * 120 + "*b", "a" * 64)
    assert not matches("{a,aa,aaa}" * 25 + "b", "a" * 64)


def test_is_pattern():
    assert is_pattern("/adm/obj/*/gain")
    assert not is_pattern("/adm/obj/1/gain")
