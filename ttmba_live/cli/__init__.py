"""The command line: parses words, prints results; every verb's work is done elsewhere.

Data goes to stdout and talk to stderr. Bad input ends with one line and exit status 2 (a file
with several faults with more lines), a session that could not be completed with 1.
"""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import NamedTuple, NoReturn

import ttmba_live
from ttmba_live.cli._common import LateParser, Parser, add, say
from ttmba_live.errors import TtmbaError
from ttmba_live.memory import uncollected
from ttmba_live.programs.ending import ended


class Verb(NamedTuple):
    """A verb; ``add_NAME`` in its module adds its arguments and says what carries it out."""

    name: str
    module: str
    about: str
    example: str
    child: tuple[str, ...] = ()
    """A process that it will need, and what that will load: started before anything is loaded."""


VERBS = (
    Verb(
        "demo", "_live",
        "play a short scene through a daemon of its own and leave a session on disk",
        "ttmba-live demo --folder my_demo",
    ),
    Verb(
        "serve", "_live",
        "listen on OSC and play, until Ctrl-C",
        "ttmba-live serve --record tonight.wav",
        ("ttmba_live.generate._child_program", "pyloudnorm"),
    ),
    Verb(
        "plan", "_plan",
        "text to sound events, as event lines or JSON",
        'ttmba-live plan "a dog barks on the left"',
    ),
    Verb(
        "render", "_offline",
        "text, a scene file, event lines or a session folder to a mix, offline",
        'ttmba-live render "rain@5@0,40@3@0" -o rain.wav',
    ),
    Verb(
        "batch", "_batch",
        "many scenes from files, each whole or absent; run again, it goes on where it ended",
        "ttmba-live batch prompts.jsonl -o scenes --workers 4",
    ),
    Verb(
        "export", "_export",
        "a session or a scene for other renderers: ADM objects, Ambisonics, loudspeakers",
        'ttmba-live export "a bee flies around my head" --adm bee.wav',
    ),
    Verb(
        "sessions", "_offline",
        "the runs in a session folder, how long and how whole they are",
        "ttmba-live sessions tonight",
    ),
    Verb(
        "binauralize", "_offline",
        "one mono sound file to two ears, standing or moving",
        "ttmba-live binauralize dry.wav -o wet.wav --azimuth 90 --distance 2",
    ),
    Verb(
        "generate", "_offline",
        "one mono clip from a prompt",
        'ttmba-live generate "rain on leaves" -o rain.wav --duration 10',
    ),
    Verb(
        "library", "_library",
        "your own sounds, found by words; nothing of them is copied or changed",
        "ttmba-live library add my_sounds",
    ),
    Verb(
        "send", "_live",
        "send one OSC message to a daemon and print its answers",
        'ttmba-live send /ttmba/cue "a bell behind me"',
    ),
    Verb(
        "devices", "_live",
        "the sound outputs that serve --device can name",
        "ttmba-live devices",
    ),
    Verb(
        "midi", "_midi",
        "the MIDI inputs, and what is played on them as rows for the settings",
        "ttmba-live midi",
    ),
    Verb(
        "doctor", "_live",
        "look at what a performance needs and say what is missing",
        "ttmba-live doctor",
    ),
    Verb(
        "heads", "_heads",
        "look at the SOFA files in a folder, and let each be heard",
        "ttmba-live heads my_heads -o heard",
    ),
    Verb(
        "config", "_live",
        "every setting with its default and what it means, as a TOML file for --config",
        "ttmba-live config -o ttmba.toml",
    ),
    Verb(
        "download", "_download",
        "fetch a model's weights, once its licence is accepted; without a name say which there are",
        "ttmba-live download stable-audio-3-small-sfx",
    ),
    Verb(
        "patches", "_patches",
        "put the patches or scripts for max, pd, touchdesigner or reaper where that looks for them",
        "ttmba-live patches max",
    ),
    Verb(
        "reaper", "_reaper",
        "stand between REAPER and a daemon; its script Source automation starts this by itself",
        "ttmba-live reaper FOLDER --run 1",
    ),
    Verb(
        "train", "_train",
        "train NFS-woNI on a measured head, or by the paper's recipe",
        "ttmba-live train sofa head.sofa -o weights",
    ),
    Verb(
        "evaluate", "_train",
        "judge the binaural renderer against a measured head, or a planner",
        "ttmba-live evaluate plan",
    ),
    Verb(
        "bench", "_bench",
        "measure this machine: a table with its floor, or --json",
        "ttmba-live bench generate --small",
    ),
)  # fmt: skip


def program() -> NoReturn:
    """`main`, as what the shell starts."""
    ended(main)


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        with uncollected():
            arguments = _parser().parse_args(words)
        arguments.verb(arguments)
    except TtmbaError as error:
        first, *others = error.lines
        say(f"ttmba-live: {first}")
        for line in others:
            say(f"  {line}")
        sys.exit(error.status)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        say(f"ttmba-live: what was printed did not arrive: {error.strerror}")
        sys.exit(1)
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="ttmba-live", description="Say a sound into a place. Start with: ttmba-live demo"
    )
    parser.add_argument("--version", action="version", version=ttmba_live.__version__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=LateParser)
    for verb in VERBS:
        add(verbs, verb.name, verb.about, verb.example).fill = partial(_fill, verb)
    return parser


def _fill(verb: Verb, parser: argparse.ArgumentParser) -> None:
    if verb.child:
        from ttmba_live.programs.pipes import start_early

        start_early(*verb.child)
    module = import_module(f"ttmba_live.cli.{verb.module}")
    add_arguments: Callable[[argparse.ArgumentParser], None]
    add_arguments = getattr(module, f"add_{verb.name}")
    add_arguments(parser)
