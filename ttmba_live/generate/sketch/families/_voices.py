"""Voices that say no words: the table ``data/calls_voices.toml``. Knows no words."""

from __future__ import annotations

from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch.families._throats import voiced
from ttmba_live.generate.sketch.kit import Utterance

UTTERANCES = entries("calls_voices", Utterance)

RECIPES = {name: voiced(utterance) for name, utterance in UTTERANCES.items()}
