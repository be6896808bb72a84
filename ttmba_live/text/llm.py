"""The planner that asks a language model; what it cannot get there, another planner decides.

Speaks chat completions to OpenAI or to any server that speaks alike. The one door to the openai
package. The key comes from the environment and is held by the client alone: it is in no note, no
error and no repr, nor is any text that a server sends back with an error.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Annotated, Any

from annotated_types import Interval, MinLen

from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.text import _answers, _instructions
from ttmba_live.text._plan import MAX_EVENTS, Plan, Planner
from ttmba_live.text.lines import with_lines

_MOST_BYTES = 2_000_000
"""A longer reply is cut off: no sane answer has that many."""

_REASONS = {
    401: "it refused the key", 403: "it refused the key", 404: "it knows no such address or model",
    408: "it took too long", 413: "the text is too long for it", 429: "too many requests",
}  # fmt: skip
_FORMAT_REFUSED = frozenset((400, 415, 422, 501))


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Which language model plans cues, and how long it may take."""

    base_url: str = ""
    """Address of an OpenAI-compatible server, "http://127.0.0.1:11434/v1"; empty is OpenAI."""
    model: Annotated[str, MinLen(1)] = "gpt-4o"
    """The model's name there."""
    api_key_env: str = "OPENAI_API_KEY"
    """Environment variable that holds the key; a server of one's own needs none."""
    timeout: Annotated[float, Interval(gt=0.0, le=600.0)] = 8.0
    """Seconds for one plan, retries included."""
    max_tokens: Annotated[int, Interval(ge=1, le=1_000_000)] = 3000
    """Length of an answer, in the model's tokens."""
    cache_size: Annotated[int, Interval(ge=0, le=100_000)] = 256
    """Answers kept, so that a cue is planned alike and at once the next time."""

    def configured(self) -> bool:
        """Whether there is anyone to ask: a key in the environment, or a server's address."""
        return bool(self.base_url) or bool(os.environ.get(self.api_key_env))


class _Failed(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """The model gave nothing usable; the text says why, in our words."""


class _Refused(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """The server does not know something in the request."""


class Llm:
    """Planning by a language model; any thread may call it, several at a time.

    Answers are kept, so a cue that was planned once is planned alike and at once. Raises
    `Unavailable` when made without the openai package.
    """

    name = "llm"

    def __init__(self, settings: LlmSettings, fallback: Planner) -> None:
        try:
            import openai
        except ImportError:
            raise Unavailable("the llm planner needs the openai package") from None
        self._openai = openai
        self._settings = settings
        self._fallback = fallback
        self._lock = threading.Lock()
        self._client: Any = None
        self._cache: OrderedDict[str, Plan] = OrderedDict()
        self._format = 0

    def __repr__(self) -> str:
        """Name the model, and never a key."""
        return f"Llm(model={self._settings.model!r})"

    def plan(self, text: str) -> Plan:
        """Event lines exactly, prose by the model, or by the fallback with a note why.

        Raises `InvalidInput` as the fallback does.
        """
        return with_lines(text, self._prose)

    def _prose(self, text: str) -> Plan:
        if not any(c.isalnum() for c in text):
            return self._fallback.plan(text)
        with self._lock:
            known = self._cache.get(text)
            if known is not None:
                self._cache.move_to_end(text)
                return known
        try:
            plan = self._asked(text)
        except TtmbaError as error:
            return self._instead(text, str(error))
        except Exception as error:
            return self._instead(text, f"the answer was unreadable ({type(error).__name__})")
        with self._lock:
            self._cache[text] = plan
            while len(self._cache) > self._settings.cache_size:
                self._cache.popitem(last=False)
        return plan

    def _instead(self, text: str, why: str) -> Plan:
        plan = self._fallback.plan(text)
        note = f"the language model was not used: {why}; planned by {plan.planner}"
        return replace(plan, notes=(note, *plan.notes))

    def _asked(self, text: str) -> Plan:
        """Ask, and once more if the answer cannot be used."""
        until = time.monotonic() + self._settings.timeout
        told = _instructions.messages(text)
        answer = self._answer(told, until)
        try:
            events, faults = _answers.events_of(answer)
        except InvalidInput as error:
            events, faults = [], [str(error)]
        if faults:
            told += _instructions.correction(answer, "; ".join(faults[:5]))
            try:
                second = self._answer(told, until)
                events, faults = _answers.events_of(second)
                answer = second
            except InvalidInput as error:
                if not events:
                    raise _Failed(f"two answers could not be used: {error}") from None
            except _Failed:
                if not events:
                    raise
        notes = [f"left out of the model's answer: {fault}" for fault in faults]
        total = _answers.count_of(answer)
        if total > MAX_EVENTS:
            notes.append(f"the model made {total} events; the first {MAX_EVENTS} are taken")
        return Plan(tuple(events), self.name, tuple(notes))

    def _answer(self, told: list[dict[str, str]], until: float) -> str:
        """One answer's text, with the strictest format that the server takes."""
        last = len(_instructions.FORMATS)
        for form in range(self._format, last + 1):
            try:
                answer = self._completion(told, form, until)
            except _Refused as error:
                if form == last:
                    raise _Failed(str(error)) from None
                continue
            self._format = form
            return answer
        raise _Failed("the server refused the request")

    def _completion(self, told: list[dict[str, str]], form: int, until: float) -> str:
        left = until - time.monotonic()
        if left <= 0.05:
            raise _Failed(f"no answer within {self._settings.timeout:g} s")
        options: dict[str, Any] = {"model": self._settings.model, "messages": told}
        if form < len(_instructions.FORMATS):
            options |= {"temperature": 0.0, "max_tokens": self._settings.max_tokens}
            if _instructions.FORMATS[form]:
                options["response_format"] = _instructions.FORMATS[form]
        api = self._openai
        try:
            body = self._body(options, left, until)
        except api.APITimeoutError:
            raise _Failed(f"no answer within {self._settings.timeout:g} s") from None
        except api.APIStatusError as error:
            status = int(error.status_code)
            why = f"the server answered {status}"
            if status in _REASONS:
                why += f" ({_REASONS[status]})"
            raise (_Refused if status in _FORMAT_REFUSED else _Failed)(why) from None
        except api.APIConnectionError:
            raise _Failed("no connection to the server") from None
        except _Failed:
            raise
        except Exception as error:  # the HTTP library's own, once the body has begun
            late = "Timeout" in type(error).__name__
            why = f"no answer within {self._settings.timeout:g} s" if late else "connection lost"
            raise _Failed(why) from None
        return _text_of(body)

    def _body(self, options: dict[str, Any], left: float, until: float) -> Any:
        """The decoded reply; its bytes are counted and the clock is watched while they come."""
        import json

        call = self._connected().chat.completions.with_streaming_response.create
        received = bytearray()
        with call(**options, timeout=left) as response:
            for chunk in response.iter_bytes():
                received += chunk
                if len(received) > _MOST_BYTES:
                    raise _Failed("the answer was far too long")
                if time.monotonic() > until:
                    raise _Failed(f"no answer within {self._settings.timeout:g} s")
        try:
            return json.loads(received)
        except (ValueError, RecursionError):
            raise _Failed("the server's reply is not JSON") from None

    def _connected(self) -> Any:
        """The client, made on first use; raises if there is no key for OpenAI."""
        settings = self._settings
        with self._lock:
            if self._client is None:
                key = os.environ.get(settings.api_key_env, "")
                if not key and not settings.base_url:
                    raise _Failed(f"there is no key in the environment ({settings.api_key_env})")
                self._client = self._openai.OpenAI(
                    api_key=key or "none", base_url=settings.base_url or None, max_retries=0
                )
            return self._client


def _text_of(body: Any) -> str:
    """The text of a chat completion, or why there is none."""
    try:
        choice = body["choices"][0]
        message = choice["message"]
        finish, text = choice.get("finish_reason"), message.get("content")
        refusal = message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise _Failed("the server's reply holds no message") from None
    if refusal or finish == "content_filter":
        raise _Failed("the model refused")
    if finish == "length":
        raise _Failed("the answer was cut off at the token limit")
    if not isinstance(text, str) or not text.strip():
        raise _Failed("the answer was empty")
    return text
