"""The planner that asks a language model; what it cannot get there, another planner decides.

Speaks chat completions to OpenAI or to any server that speaks alike. A model that failed twice is
let alone: the other planner answers at once, while the model is tried again behind the cues.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import OrderedDict
from dataclasses import replace

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.text import _answers, _instructions
from ttmba_live.text._breaker import Breaker
from ttmba_live.text._chat import Chat, Failed, LlmSettings
from ttmba_live.text._plan import Plan, Planner, Served
from ttmba_live.text.lines import with_lines

__all__ = ["Llm", "LlmSettings"]

_LONGEST_PAUSE = 300.0
"""Seconds between two tries of a model that does not come back."""

_WARMING = 300.0
"""Seconds that a server may take to load its model and read the instructions."""


class Llm:
    """Planning by a language model; any thread may call it, several at a time.

    Answers are kept, so a cue that was planned once is planned alike and at once. A ``patient``
    one is asked every time, however often it failed: for evaluations, not for a stage. Raises
    `Unavailable` when made without the openai package.
    """

    name = "llm"

    def __init__(self, settings: LlmSettings, fallback: Planner, *, patient: bool = False) -> None:
        self._chat = Chat(settings)
        self._settings = settings
        self._fallback = fallback
        self._breaker = Breaker()
        self._patient = patient
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, Plan] = OrderedDict()

    def __repr__(self) -> str:
        """Name the model, and never a key."""
        return f"Llm(model={self._settings.model!r})"

    @property
    def fallback(self) -> Planner:
        """Who decides where the model cannot."""
        return self._fallback

    def plan(self, text: str) -> Plan:
        """Event lines exactly, prose by the model, or by the fallback with a note why.

        Raises `InvalidInput` as the fallback does.
        """
        return with_lines(text, self._prose)

    def warm(self) -> None:
        """Send a server of one's own what every request begins with; do not wait for it.

        It loads its model and keeps what it made of the instructions, so the first cue need not
        wait for either. OpenAI keeps nothing for us, and is not asked.
        """
        if isinstance(self._fallback, Served):
            self._fallback.warm()
        if self._settings.base_url:
            self._chat.run(self._warm())

    def close(self) -> None:
        """End requests on their way."""
        if isinstance(self._fallback, Served):
            self._fallback.close()
        self._chat.close()

    async def _warm(self) -> None:
        with contextlib.suppress(Failed):  # the first cue will say so
            await self._chat.answer(_instructions.messages(""), _WARMING, most=1)

    def _prose(self, text: str) -> Plan:
        if not any(c.isalnum() for c in text):
            return self._fallback.plan(text)
        with self._lock:
            known = self._cache.get(text)
            if known is not None:
                self._cache.move_to_end(text)
                return known
        if self._breaker.open:
            return self._fallback.plan(text)
        try:
            plan = self._asked(text)
        except TtmbaError as error:
            return self._instead(text, str(error))
        except Exception as error:
            return self._instead(text, f"the answer was unreadable ({type(error).__name__})")
        self._breaker.worked()
        with self._lock:
            self._cache[text] = plan
            while len(self._cache) > self._settings.cache_size:
                self._cache.popitem(last=False)
        again = ("the language model answers again",) if self._breaker.recovered() else ()
        return replace(plan, notes=(*again, *plan.notes))

    def _instead(self, text: str, why: str) -> Plan:
        """The fallback's plan, and why; a second failure is the last that is told."""
        plan = self._fallback.plan(text)
        note = f"the language model was not used: {why}; planned by {plan.planner}"
        if self._failed():
            note += ", as what follows is, until the model answers; it is tried in the background"
        return replace(plan, notes=(note, *plan.notes))

    def _failed(self) -> bool:
        """Count a failure; whether the model is let alone from now on."""
        opens = not self._patient and self._breaker.failed()
        if opens:
            self._chat.run(self._tried_again())
        return opens

    async def _tried_again(self) -> None:
        """Ask for something known, now and then, until a usable answer comes in time."""
        pause = self._settings.retry
        while self._breaker.open:
            await asyncio.sleep(pause)
            pause = min(2.0 * pause, _LONGEST_PAUSE)
            told = _instructions.messages(_instructions.TRIAL)
            with contextlib.suppress(Exception):  # whatever it was, it is tried again
                answer, _ = await self._chat.answer(told, self._settings.timeout)
                _answers.read(answer)
                self._breaker.worked()

    def _asked(self, text: str) -> Plan:
        """Ask, and once more if the answer cannot be used."""
        until = time.monotonic() + self._settings.timeout
        told = _instructions.messages(text)
        answer, whole = self._answer(told, until)
        first = _read(answer, whole=whole)
        found = first
        if first.faults:
            told += _instructions.correction(answer, "; ".join(first.faults[:5]))
            try:
                second = _read(*self._answer(told, until))
            except Failed:
                if not first.events:
                    raise
            else:
                found = second if second.events else first
                if not found.events:
                    raise Failed(f"two answers could not be used: {second.faults[0]}")
        left_out = (f"left out of the model's answer: {fault}" for fault in found.faults)
        return Plan(tuple(found.events), self.name, (*left_out, *found.notes))

    def _answer(self, told: list[dict[str, str]], until: float) -> tuple[str, bool]:
        return self._chat.ask(told, max(0.0, until - time.monotonic()))


def _read(answer: str, whole: bool = True) -> _answers.Read:
    """An answer's events; without any, what is wrong is its only fault.

    An answer that was cut off without a whole event cannot be mended by asking again.
    """
    try:
        return _answers.read(answer)
    except InvalidInput as error:
        if not whole:
            raise Failed("the answer was cut off at the token limit") from None
        return _answers.Read([], [str(error)])
