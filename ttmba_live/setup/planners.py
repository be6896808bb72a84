"""The table of planners: what turns words into events. Loads none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ttmba_live.errors import Unavailable
from ttmba_live.setup._table import Entry, Table
from ttmba_live.text import Planner

if TYPE_CHECKING:
    from ttmba_live.setup._settings import Settings


def _rules(settings: Settings) -> Planner:
    from ttmba_live.text.apart import RulesProcess

    return RulesProcess(settings.choose.stage_left)


def _look_at_rules(settings: Settings) -> str:
    del settings
    return "need no network"


def _llm(settings: Settings) -> Planner:
    from ttmba_live.text.llm import Llm

    return Llm(settings.llm, _rules(settings))


def _look_at_llm(settings: Settings) -> str:
    llm = settings.llm
    if not llm.configured():
        raise Unavailable(f"no key in {llm.api_key_env} and no server in [llm]")
    return f"{llm.model} at {llm.base_url or 'OpenAI'}, else the rules"


PLANNERS = Table(
    "planner",
    Entry(
        "llm",
        "a language model, or the rules when it does not answer in time",
        "a key in OPENAI_API_KEY, or a server in [llm]",
        _llm,
        _look_at_llm,
    ),
    Entry(
        "rules",
        "ten languages by rules, at once and without a network",
        "",
        _rules,
        _look_at_rules,
    ),
)
"""Each takes all settings."""
