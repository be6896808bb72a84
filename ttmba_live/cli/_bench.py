"""The verb that measures: bench. One row here for each file of `ttmba_live.bench`."""

from __future__ import annotations

from argparse import ArgumentParser

from ttmba_live.bench import generate, render, room, tuning
from ttmba_live.cli._common import Kind, add_kinds


def add_bench(parser: ArgumentParser) -> None:
    """Add the arguments of ``bench``."""
    add_kinds(
        parser,
        Kind(
            "render",
            "what a hop of the live renderer costs, by number of sources",
            "ttmba-live bench render",
            render.add_arguments,
            render.run,
        ),
        Kind(
            "room",
            "what a room sounds like: decay by octave, coherence, pictures",
            "ttmba-live bench room church --plot pictures",
            room.add_arguments,
            room.run,
        ),
        Kind(
            "generate",
            "seconds for a clip by a model, in its forms, with random weights",
            "ttmba-live bench generate --small",
            generate.add_arguments,
            generate.run,
        ),
        Kind(
            "tuning",
            "what a step of training TangoFlux takes, with random weights",
            "ttmba-live bench tuning --small",
            tuning.add_arguments,
            tuning.run,
        ),
    )
