"""What the verbs share: a parser with an example, common options, talk on stderr."""

from __future__ import annotations

import argparse
import locale
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from ttmba_live.errors import did_you_mean, discreet

_NO_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")
"""How `argparse` words that a verb or an option's word is none of those there are."""


_NEGATIVE = re.compile(r"-\.?\d")
"""How a word begins that is a negative number or level, and no option: "-3dB", "-1e3"."""


class Parser(argparse.ArgumentParser):
    """A parser that says which word was meant, where one is nearly a verb or a choice.

    What begins as a negative number does is no option.
    """

    def __init__(self, *words: Any, **named: Any) -> None:
        """Take what `argparse.ArgumentParser` takes."""
        super().__init__(*words, **named)
        self._negative_number_matcher = _NEGATIVE  # argparse knows "-3" alone; no public way

    def error(self, message: str) -> NoReturn:
        """End with one line and exit status 2."""
        wrong = _NO_CHOICE.search(message)
        known = re.findall(r"[\w-]+", wrong[2]) if wrong else []
        super().error(message + (did_you_mean(wrong[1][:40], known) if wrong else ""))


class LateParser(Parser):
    """A verb's parser that gets its arguments when it is first needed.

    So a command loads what it needs itself, and not what the other verbs' arguments need.
    """

    fill: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Add the arguments, then parse as usual."""
        fill, self.fill = self.fill, None
        if fill is not None:
            fill(self)
        return super().parse_known_args(args, namespace)


def say(text: str) -> None:
    """Talk: one line on stderr, if anybody still reads it; never raises."""
    try:
        print(discreet(text), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):  # a closed terminal, a pipe's end, pythonw
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end


def wrote(path: Path | None) -> None:
    """Tell where a file or a folder was written, if one was."""
    if path is not None:
        say(f"wrote {path}")


@contextmanager
def telling_folders(*paths: Path | None) -> Iterator[None]:
    """Tell which folders were made for files on the way: a slip in a path makes one, too."""
    from ttmba_live.setup.paths import new_folder

    folders = dict.fromkeys(path.parent for path in paths if path is not None)
    new = [(folder, told) for folder in folders if (told := new_folder(folder))]
    yield
    for folder, told in new:
        if folder.exists():
            say(told)


def add(verbs: Any, name: str, about: str, example: str) -> Any:
    """Add a verb's parser, with what it is about and an example in its help."""
    return verbs.add_parser(
        name,
        help=about,
        description=about,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def read_text() -> str:
    """All of standard input, in whatever encoding a shell or an editor pipes it."""
    from ttmba_live.scene import decode_text

    content = sys.stdin.buffer.read()
    try:
        return decode_text(content)
    except UnicodeDecodeError:
        return content.decode(locale.getpreferredencoding(do_setlocale=False), "replace")


class Kind(NamedTuple):
    """What comes after a verb that has several kinds of work."""

    name: str
    about: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], object]


def add_kinds(parser: argparse.ArgumentParser, *kinds: Kind) -> None:
    """Let a verb's next word choose."""
    chosen = parser.add_subparsers(required=True, metavar="WHAT")
    for kind in kinds:
        one = add(chosen, kind.name, kind.about, kind.example)
        one.set_defaults(verb=kind.run)
        kind.add_arguments(one)


def add_generator(parser: argparse.ArgumentParser) -> None:
    """Add ``--generator``."""
    from ttmba_live.setup.generators import GENERATORS

    parser.add_argument("--generator", choices=GENERATORS.choices)


def add_planner(parser: argparse.ArgumentParser) -> None:
    """Add ``--planner``."""
    from ttmba_live.setup.planners import PLANNERS

    parser.add_argument("--planner", choices=PLANNERS.choices)


def add_head(parser: argparse.ArgumentParser) -> None:
    """Add ``--head``."""
    parser.add_argument(
        "--head", metavar="SOFA", help="hear through a measured head: a SOFA file, or its name in "
        "the folder of heads"
    )  # fmt: skip


def add_room(parser: argparse.ArgumentParser) -> None:
    """Add ``--room``."""
    parser.add_argument(
        "--room", metavar="ROOM", help='what is around the listener: "none", a name of the table '
        'in docs/room.md ("church"), or the file of a measured response'
    )  # fmt: skip


def add_renderer(parser: argparse.ArgumentParser) -> None:
    """Add ``--renderer`` and ``--checkpoint``, as the verbs without a clock know them."""
    from ttmba_live.setup.renderers import OFFLINE_CHOICES

    parser.add_argument("--renderer", choices=OFFLINE_CHOICES, default="auto")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="WEIGHTS", help="other weights for the renderer: a "
        "file, or for binauralgrad a folder"
    )  # fmt: skip
