"""Asks any endpoint that speaks the chat completions protocol of OpenAI.

Ways to get JSON, in the order of their strictness: a JSON schema, a tool call, JSON mode. The first
that the endpoint takes is kept. Temperature 0; a model gets no tools but the one to answer with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import httpx2
import openai
from pydantic import SecretStr, ValidationError

from hirewire_ai_worker.language_model.answer import Answer, schema
from hirewire_ai_worker.language_model.prompt import Subject, correction, messages_for
from hirewire_ai_worker.language_model.transport import BoundedTransport

Way = Literal["json_schema", "tools", "json_object"]
WAYS: tuple[Way, ...] = ("json_schema", "tools", "json_object")
LONGEST_ANSWER_TOKENS = 4_000
_TOOL = "answer"


class ModelError(Exception):
    """The model cannot be used now; ``code`` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Said:
    answer: Answer
    tokens: int


class LanguageModel:
    """``name`` is the model at the endpoint. Safe to share between tasks."""

    def __init__(self, client: openai.AsyncOpenAI, name: str) -> None:
        self.name = name
        self._client = client
        self._ways = list(WAYS)

    @classmethod
    def connect(cls, base_url: str, api_key: SecretStr, name: str, seconds: float) -> Self:
        """``seconds`` are those of one request; a busy endpoint is asked once more."""
        client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key.get_secret_value() or "none",
            timeout=seconds,
            max_retries=1,
            http_client=httpx2.AsyncClient(transport=BoundedTransport(), follow_redirects=False),
        )
        return cls(client, name)

    async def ask(self, subject: Subject, text: str) -> Said:
        """Raises ModelError. An answer in another form is asked for once more."""
        messages = list(messages_for(subject, text))
        spent = 0
        problem = ""
        for _ in range(2):
            content, tokens = await self._complete(messages)
            spent += tokens
            try:
                return Said(Answer.model_validate_json(_json_in(content)), spent)
            except ValidationError as error:
                problem = str(error.errors()[0]["msg"])
                messages += [{"role": "assistant", "content": content}, correction(problem)]
        raise ModelError("model_bad_answer", f"the model does not answer in JSON: {problem}")

    async def _complete(self, messages: Sequence[Mapping[str, str]]) -> tuple[str, int]:
        while True:
            way = self._ways[0]
            try:
                return await self._request(messages, way)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if len(self._ways) == 1 or way != self._ways[0]:
                    raise ModelError("model_refuses", _short(error)) from error
                del self._ways[0]
            except openai.APITimeoutError as error:
                raise ModelError("model_timeout", "the model took too long") from error
            except openai.RateLimitError as error:
                raise ModelError("model_busy", _short(error)) from error
            except openai.APIConnectionError as error:
                raise ModelError("model_unreachable", _short(error.__cause__ or error)) from error
            except openai.OpenAIError as error:
                raise ModelError("model_failed", _short(error)) from error

    async def _request(self, messages: Sequence[Mapping[str, str]], way: Way) -> tuple[str, int]:
        completion = await self._client.chat.completions.create(
            model=self.name,
            messages=list(messages),  # type: ignore[arg-type]
            temperature=0,
            max_tokens=LONGEST_ANSWER_TOKENS,
            **_asking(way),
        )
        tokens = completion.usage.total_tokens if completion.usage else _guess(messages)
        if not completion.choices:
            return "", tokens
        message = completion.choices[0].message
        called = [call for call in message.tool_calls or () if call.type == "function"]
        return (called[0].function.arguments if called else message.content or ""), tokens


def _asking(way: Way) -> dict[str, Any]:
    match way:
        case "json_schema":
            form = {"name": _TOOL, "strict": True, "schema": schema()}
            return {"response_format": {"type": way, "json_schema": form}}
        case "tools":
            tool = {"name": _TOOL, "parameters": schema()}
            choice = {"type": "function", "function": {"name": _TOOL}}
            return {"tools": [{"type": "function", "function": tool}], "tool_choice": choice}
        case "json_object":
            return {"response_format": {"type": way}}


def _json_in(content: str) -> str:
    """The outermost object, without the words or fences that some models put around it."""
    first, last = content.find("{"), content.rfind("}")
    return content[first : last + 1] if 0 <= first < last else content


def _guess(messages: Sequence[Mapping[str, str]]) -> int:
    """For endpoints that do not count: about four characters make a token."""
    return sum(len(message["content"]) for message in messages) // 4


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]
