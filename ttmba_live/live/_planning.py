"""Planners at work, in threads of their own. Knows no cue and nobody to tell.

Planners that wait for a server must not keep clips from the disk, nor cues that need no planning
from the stage: so they have a pool to themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from ttmba_live.priority import CONTROL, go_first
from ttmba_live.text import (
    FollowUps,
    Plan,
    Planner,
    Present,
    Served,
    Translator,
    follow_ups,
    plan_prose,
    plan_text,
    without_server,
)

_AT_ONCE = 32
"""Texts that are planned at once: so many, because each may be waiting for a server."""


class Planning:
    """One planner and its threads. Thread: control."""

    def __init__(self, planner: Planner) -> None:
        """Take a planner; threads come when they are needed."""
        self._planner = planner
        # A planner that holds the interpreter while others keep it from going on keeps the sound.
        self._pool = ThreadPoolExecutor(_AT_ONCE, "planner", partial(go_first, CONTROL))
        # Its forms are compiled now, and not while the first cue's sound would have to wait for it.
        self._ready = self._pool.submit(follow_ups, "", (), (), planner.plan)

    async def plan(self, prose: str) -> Plan:
        """Plan a text without event lines; raises as the planner does."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, plan_prose, self._planner, prose)

    async def follow(
        self, prose: str, there: Sequence[Present], last: Sequence[str], kept: Sequence[str] = ()
    ) -> FollowUps:
        """What a text asks of what is there; see `ttmba_live.text.follow_ups`.

        Places are read without a model: "stop" must not wait for one.
        """
        loop = asyncio.get_running_loop()
        if not self._ready.done():  # two threads that compile take longer than one after the other
            await asyncio.wait([asyncio.wrap_future(self._ready)])
        plan = self._rules.plan
        return await loop.run_in_executor(self._pool, follow_ups, prose, there, last, plan, kept)

    async def in_english(self, words: str) -> str:
        """What words of another language say in English; see `ttmba_live.text.in_english`."""
        rules = self._rules
        if not isinstance(rules, Translator):
            return ""
        return await asyncio.get_running_loop().run_in_executor(self._pool, rules.in_english, words)

    @property
    def _rules(self) -> Planner:
        """The planner that needs no server."""
        return without_server(self._planner)

    async def whole(self, text: str) -> Plan:
        """Plan a text that may hold event lines; raises as `ttmba_live.text.plan_text` does."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, plan_text, self._planner, text)

    def close(self) -> None:
        """Let plans on their way come to nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        if isinstance(self._planner, Served):
            self._planner.close()
