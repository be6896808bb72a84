"""Whatever comes from outside is read in a time that grows as it does: no text holds anybody up."""

import contextlib
import time

import pytest

from ttmba_live import config
from ttmba_live.errors import TtmbaError
from ttmba_live.live._spoken import with_nouns
from ttmba_live.osc._codec import BadPacket, decode, encode
from ttmba_live.osc._pattern import matches
from ttmba_live.scene import read_events
from ttmba_live.text import parted
from ttmba_live.text.rules import Rules

RULES = Rules()


def prose(text, _):
    RULES.plan(f"dog{text}cat")


def lines(text, _):
    parted(text)


def table(text, folder):
    (folder / "a.csv").write_text("sound,duration,azimuth,elevation,distance,start\n" + text)
    read_events(folder / "a.csv")


def scene(text, folder):
    (folder / "a.json").write_text('{"version": 1, "events": [' + text)
    read_events(folder / "a.json")


def settings(text, folder):
    (folder / "a.toml").write_text(text)
    config.load(folder / "a.toml")


def inputs(text, _):
    with_nouns(text, 3)


def pattern(text, _):
    matches(text[:4_000], "/ttmba/source/a/" + text[:4_000].strip("*?[]{}") + "b")


def packet(text, _):
    decode(encode("/ttmba/cue", text))
    decode(b"#bundle\0" + bytes(7) + b"\1" + text.encode())


CASES = [
    (lines, ["a@1@" + " " * 8, " ", "a@1@", "@", "dog@1@0,0@1@0\n", "a@1@(0 s, 0, 0; ", "\n"]),
    (prose, [".", "x", ", ", "("]),
    (table, ["a,1,2,0,1,0\n", "a,1\n", '"', ",", "\n", "a" * 8]),
    (scene, ["{", "[", '{"sound": "a"},', '"\\', "1", " "]),
    (settings, ["a = 1\n", "[a]\n", "[", "a.", '"', "#"]),
    (inputs, ["a", "the ", "a'", "a ", "(in"]),
    (pattern, ["*", "?*", "*a", "{a,*}", "[a-z]*"]),
    (packet, ["a", "\0", "\0\0\0\x14#bundle\0\0\0\0\0\0\0\0\1"]),
]  # fmt: skip
KNOWN = [(read, piece) for read, pieces in CASES for piece in pieces]


@pytest.mark.parametrize(("read", "piece"), KNOWN, ids=[f"{r.__name__} {p!r}" for r, p in KNOWN])
def test_the_work_grows_as_what_is_read(tmp_path, read, piece):
    """Four times as much is four times the work, and not sixteen.

    In this thread's own time, at a ratio: the machine's other work does not count.
    """

    def work(length):
        text = (piece * length)[:length]
        before = time.thread_time()
        with contextlib.suppress(TtmbaError, BadPacket):
            read(text, tmp_path)
        return time.thread_time() - before

    work(1_000)  # what is loaded at the first time is not the text's
    rounds = [(work(2_500), work(10_000)) for _ in range(2)]
    short, long = (min(times) for times in zip(*rounds, strict=True))
    assert long < 8 * short + 0.02
