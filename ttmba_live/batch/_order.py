"""What a batch is made of, as frozen values that travel as JSON: orders, and what is no order."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import ttmba_live
from ttmba_live.config import from_tables
from ttmba_live.generate.chain import ChainSetup
from ttmba_live.generate.model import ModelSetup
from ttmba_live.setup import Settings, choose

SCENES = "scenes"
"""The folder of the scenes, each in a folder with its id for a name."""

KEPT = "kept_clips"
"""The folder of a model's clips; it may be removed when nothing is made."""

ON_GPU = 16
"""Scenes whose clips are made together on a GPU, so that passes have clips of equal length to
share. A processor gains nothing by more than one."""

Classes = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of classes, each with the words that sounds of it are described by."""


@dataclass(frozen=True, slots=True)
class Order:
    """One scene that is wanted. Paths in it are whole, so that any machine may take it."""

    id: str
    where: str
    """Where it stands, for people: ``prompts.jsonl, line 7``."""
    text: str = ""
    """Words or event lines to be planned; empty if there is a scene."""
    scene: str = ""
    """The text of a scene file."""
    folder: str = ""
    """Where the scene's files are read; empty if it may name none."""
    seed: int | None = None
    room: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was to be an order and is none."""

    id: str
    where: str
    why: str


Stage = Literal["clips", "render", "scene"]
"""What is to be done: plan and make clips, make sound of clips that are there, or both."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A stage of an order, as a worker gets it."""

    stage: Stage
    order: Order
    part: str = ""
    """Where the clips are, for "render"."""


Asks = tuple[Ask, ...]
"""What a worker gets at once: clips of several orders share a model's passes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a stage."""

    part: str = ""
    """Where its files are, after "clips"."""
    fault: str = ""
    """Why it failed, in one line."""
    fatal: bool = False
    """Whether others would fail likewise: the disk is full."""


Outcomes = tuple[Outcome, ...]
"""What came of several asks, in their order."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What all scenes of a batch have in common."""

    folder: str
    """Where they are written, a whole path."""
    write: tuple[str, ...]
    """Names in ``batch._forms.FORMS``."""
    planner: str = "auto"
    generator: str = "auto"
    renderer: str = "auto"
    checkpoint: str = ""
    """The renderer's weights, a whole path; empty is the usual ones."""
    head: str = ""
    room: str = ""
    seed: int | None = None
    order: int = 3
    """Of Ambisonics."""
    classes: Classes = ()
    config: str = ""
    """The text of a settings file, as TOML."""

    def settings(self) -> Settings:
        """The settings that it holds; raises `InvalidInput`."""
        return from_tables(tomllib.loads(self.config))

    def weights(self) -> Path | None:
        """The renderer's, None for the usual ones."""
        return Path(self.checkpoint) if self.checkpoint else None

    def heavy(self) -> bool:
        """Whether clips take long, so that they are made apart; raises `TtmbaError`."""
        return choose.generator(self.generator, self.settings())[0].slow

    def together(self) -> int:
        """How many scenes' clips this machine makes at once; raises `TtmbaError`."""
        make = choose.generator(self.generator, self.settings())[0].make
        first = make.links[0].make if isinstance(make, ChainSetup) else None
        return ON_GPU if isinstance(first, ModelSetup) and first.device != "cpu" else 1

    def kept_clips(self) -> Path:
        """The folder of a model's clips, by their content; all workers share it."""
        return Path(self.folder) / KEPT

    def key(self, order: Order) -> str:
        """Equal for equal work: what is there under another key is made anew."""
        recipe, wanted = asdict(self), asdict(order)
        del recipe["folder"], wanted["where"]
        words = json.dumps([ttmba_live.__version__, recipe, wanted], sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()[:24]


def recipe_to_text(recipe: Recipe) -> str:
    """A recipe as one line of JSON."""
    return json.dumps(asdict(recipe))


def recipe_from_text(text: str) -> Recipe:
    """What `recipe_to_text` made."""
    data = json.loads(text)
    classes = tuple((name, tuple(words)) for name, words in data["classes"])
    return Recipe(**{**data, "write": tuple(data["write"]), "classes": classes})


def asks_to_text(asks: Asks) -> str:
    """Asks as one line of JSON."""
    return json.dumps([asdict(ask) for ask in asks])


def asks_from_text(text: str) -> Asks:
    """What `asks_to_text` made."""
    rows = json.loads(text)
    return tuple(Ask(row["stage"], Order(**row["order"]), row["part"]) for row in rows)


def outcomes_to_text(outcomes: Outcomes) -> str:
    """Outcomes as one line of JSON."""
    return json.dumps([asdict(outcome) for outcome in outcomes])


def outcomes_from_text(text: str) -> Outcomes:
    """What `outcomes_to_text` made."""
    return tuple(Outcome(**row) for row in json.loads(text))
