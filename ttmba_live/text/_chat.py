"""One server of chat completions, one protocol: requests in the form it takes, a clock over each.

The one door to the openai package. Requests run in a thread of their own, where a clock can end
them whatever the server does: it may accept and be silent, or send a byte a second. The key comes
from the environment and is held by the client alone: it is in no error and no repr, nor is any
text that a server sends back.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

from annotated_types import Interval, MinLen

from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.text._instructions import FORMATS

T = TypeVar("T")

_MOST_BYTES = 2_000_000
"""A longer reply is cut off: no sane answer has that many."""

_REASONS = {
    401: "it refused the key", 403: "it refused the key", 404: "it knows no such address or model",
    408: "it took too long", 413: "the text is too long for it", 429: "too many requests",
}  # fmt: skip
_FORM_REFUSED = frozenset((400, 415, 422, 501))


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
    retry: Annotated[float, Interval(gt=0.0, le=86_400.0)] = 10.0
    """Seconds after which a model that failed twice is tried again, behind the cues; doubled each
    time it fails again, up to five minutes."""

    def configured(self) -> bool:
        """Whether there is anyone to ask: a key in the environment, or a server's address."""
        return bool(self.base_url) or bool(os.environ.get(self.api_key_env))


class Failed(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """The model gave nothing usable; the text says why, in our words."""


class _Refused(TtmbaError):  # noqa: N818 - reads as the sentence it heads
    """The server does not take a request of this form; ``named`` are the fields it speaks of."""

    def __init__(self, why: str, named: frozenset[str]) -> None:
        super().__init__(why)
        self.named = named


@dataclass(frozen=True, slots=True)
class Form:
    """What a request holds besides model and messages."""

    format: int = 0
    """Of `FORMATS`; the strictest first."""
    tokens: str = "max_tokens"
    """How the length of an answer is called; empty leaves it open."""
    temperature: bool = True

    def options(self, most: int) -> dict[str, Any]:
        """The fields of a request."""
        options: dict[str, Any] = {self.tokens: most} if self.tokens else {}
        options |= {"temperature": 0.0} if self.temperature else {}
        shape = FORMATS[self.format]
        return options | ({"response_format": shape} if shape else {})

    def easier(self, named: frozenset[str]) -> Form | None:
        """The next form to try after a refusal that names these fields, or none."""
        if "max_tokens" in named and self.tokens:
            newer = "max_completion_tokens"
            return replace(self, tokens="" if self.tokens == newer else newer)
        if "temperature" in named and self.temperature:
            return replace(self, temperature=False)
        last = self.format == len(FORMATS) - 1
        bare = not (self.tokens or self.temperature)
        if "response_format" not in named and not bare and (self.format == 0 or last):
            return replace(self, tokens="", temperature=False)
        if last:
            return None
        # What was left out for nothing comes back.
        whole = bare and "response_format" not in named
        after = Form() if whole else self
        return replace(after, format=self.format + 1)


class Chat:
    """A server that completes chats; any thread may ask, several at a time."""

    def __init__(self, settings: LlmSettings) -> None:
        """Take settings; nothing is sent yet. Raises `Unavailable` without the openai package."""
        try:
            import openai
        except ImportError:
            raise Unavailable("the llm planner needs the openai package") from None
        self._openai = openai
        self._settings = settings
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Any = None
        self._form = Form()

    def ask(self, told: list[dict[str, str]], seconds: float) -> tuple[str, bool]:
        """An answer's text, and whether it is all of it; raises `Failed` when the time is over."""
        try:
            return self.run(self.answer(told, seconds)).result()
        except CancelledError:
            raise Failed("this program ends") from None

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Let something run where requests run."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(
                    target=_run, args=(self._loop,), name="language model", daemon=True
                ).start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """End what runs; whoever waits for it gets `Failed`."""
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(_cancel_all)

    async def answer(
        self, told: list[dict[str, str]], seconds: float, most: int | None = None
    ) -> tuple[str, bool]:
        """`ask`, for whoever runs there; ``most`` tokens."""
        work = self._answer(told, most or self._settings.max_tokens)
        try:
            return await asyncio.wait_for(work, seconds)
        except (TimeoutError, self._openai.APITimeoutError):
            raise Failed(f"no answer within {self._settings.timeout:g} s") from None

    async def _answer(self, told: list[dict[str, str]], most: int) -> tuple[str, bool]:
        form: Form | None = self._form
        why = ""
        while form is not None:
            try:
                reply = await self._reply(told, form, most)
            except _Refused as error:
                why, form = str(error), form.easier(error.named)
                continue
            self._form = form
            return _text_of(reply)
        raise Failed(why)

    async def _reply(self, told: list[dict[str, str]], form: Form, most: int) -> Any:
        api = self._openai
        try:
            return await self._body({"messages": told, **form.options(most)})
        except api.APIStatusError as error:
            status = int(error.status_code)
            why = f"the server answered {status}"
            if status in _REASONS:
                why += f" ({_REASONS[status]})"
            if status in _FORM_REFUSED:
                raise _Refused(why, _named_in(str(error))) from None
            raise Failed(why) from None
        except api.APITimeoutError:
            raise
        except api.APIConnectionError:
            raise Failed("no connection to the server") from None
        except TtmbaError:
            raise
        except Exception as error:  # the HTTP library's own, once the body has begun
            late = "Timeout" in type(error).__name__
            raise (TimeoutError() if late else Failed("connection lost")) from None

    async def _body(self, options: dict[str, Any]) -> Any:
        """The decoded reply; its bytes are counted while they come."""
        call = self._connected().chat.completions.with_streaming_response.create
        received = bytearray()
        async with call(model=self._settings.model, **options) as response:
            async for chunk in response.iter_bytes():
                received += chunk
                if len(received) > _MOST_BYTES:
                    raise Failed("the answer was far too long")
        try:
            return json.loads(received)
        except (ValueError, RecursionError):
            raise Failed("the server's reply is not JSON") from None

    def _connected(self) -> Any:
        """The client, made on first use; raises if there is no key for OpenAI."""
        settings = self._settings
        if self._client is None:
            key = os.environ.get(settings.api_key_env, "")
            if not key and not settings.base_url:
                raise Failed(f"there is no key in the environment ({settings.api_key_env})")
            self._client = self._openai.AsyncOpenAI(
                api_key=key or "none", base_url=settings.base_url or None, max_retries=0
            )
        return self._client


def _run(loop: asyncio.AbstractEventLoop) -> None:
    go_first(CONTROL)  # it holds the interpreter at times, and may not be held up then
    loop.run_forever()


def _cancel_all() -> None:
    for task in asyncio.all_tasks():
        task.cancel()


_FIELDS = {
    "max_tokens": ("max_tokens", "max_completion_tokens"),
    "temperature": ("temperature",),
    "response_format": ("response_format", "json_schema", "schema", "grammar", "json_object"),
}


def _named_in(text: str) -> frozenset[str]:
    """The fields of a request that an error's text speaks of."""
    text = text[:4000].lower()
    return frozenset(n for n, words in _FIELDS.items() if any(word in text for word in words))


def _text_of(body: Any) -> tuple[str, bool]:
    """The text of a chat completion and whether it is all of it, or why there is none."""
    try:
        choice = body["choices"][0]
        message = choice["message"]
        finish, text = choice.get("finish_reason"), message.get("content")
        refusal = message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Failed("the server's reply holds no message") from None
    if refusal or finish == "content_filter":
        raise Failed("the model refused")
    if not isinstance(text, str) or not text.strip():
        cut = "the answer was cut off at the token limit" if finish == "length" else ""
        raise Failed(cut or "the answer was empty")
    return text, finish != "length"
