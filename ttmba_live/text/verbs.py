"""The command ``evaluate plan``: arguments and output. Scores nothing itself."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from ttmba_live.errors import InvalidInput
from ttmba_live.text import evaluation
from ttmba_live.text._plan import Planner

CLOSED = ("strangers_closed",)
"""Sets that are counted and not shown: who reads what went wrong there would tune on it."""

_OTHERS = {
    "lines": "they are event lines, which no planner needs to read",
    "rules": "the language model gave no plan that could be used",
}
_BESIDE = "they have event lines beside their words"
"""Why a prompt was planned by somebody else than who was asked."""

_EXAMPLES = """examples:
  ttmba-live evaluate plan
  ttmba-live evaluate plan --part held_out --wrong
  ttmba-live evaluate plan --planner llm --base-url http://127.0.0.1:8080/v1 --model mine
"""


def add_evaluate_plan_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``evaluate plan`` to a parser."""
    parser.description = "Score a planner on the package's evaluation set; a Markdown table."
    parser.epilog = _EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--planner", choices=("rules", "llm"), default="rules")
    parser.add_argument("--part", choices=(*evaluation.PARTS, "all"), default="all")
    parser.add_argument("--wrong", action="store_true", help="show prompts that went wrong")
    parser.add_argument(
        "--base-url", default="", help="the language model's server; default OpenAI"
    )
    parser.add_argument("--model", default="gpt-4o", help="default %(default)s")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds, default %(default)s")


def run_evaluate_plan(args: argparse.Namespace) -> int:
    """Print the table on stdout, and what went wrong on request; 0 whatever the score.

    Raises `ttmba_live.errors.TtmbaError` if the planner cannot be used at all.
    """
    planner = _planner(args)
    parts = evaluation.PARTS if args.part == "all" else (args.part,)
    scores = [evaluation.score(planner, part) for part in parts]
    print(evaluation.table(planner.name, scores))
    results = [result for score in scores for result in score.results]
    others = Counter(result.plan.planner for result in results)
    del others[planner.name]
    for name, count in others.most_common():
        why = _OTHERS.get(name, _BESIDE)
        print(f"{count} of {len(results)} prompts were planned by {name}: {why}", file=sys.stderr)
    if args.wrong:
        shown = [result for score in scores if score.part not in CLOSED for result in score.results]
        for result in shown:
            if result.wrong:
                print(f"\n{result.text}\n    " + "\n    ".join(result.wrong))
    return 0


def _planner(args: argparse.Namespace) -> Planner:
    from ttmba_live.text.rules import Rules

    if args.planner == "rules":
        return Rules()
    from ttmba_live.text.llm import Llm, LlmSettings

    settings = LlmSettings(base_url=args.base_url, model=args.model, timeout=args.timeout)
    if not settings.configured():
        raise InvalidInput(f"the llm planner needs {settings.api_key_env} or --base-url")
    return Llm(settings, Rules(), patient=True)
