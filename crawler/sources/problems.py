"""What is wrong with a source file, in lines that a person can act on."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydantic import ValidationError
    from pydantic.fields import FieldInfo

_LONGEST_VALUE = 60


class SourceError(ValueError):
    """A source cannot be had. ``str()`` has one line per mistake: file, key, what is expected.

    Raised by :func:`crawler.sources.load` and :func:`crawler.sources.load_all`.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def tell(file: str, error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """One line per mistake, in the order of the model's fields; a key is told once.

    What is expected is the description of the field.
    """
    told: set[str] = set()
    for detail in error.errors(include_url=False):
        steps, field, owner = _follow(detail["loc"], model)
        key = _key(steps)
        if key in told or any(one.startswith((f"{key}[", f"{key}.")) for one in told):
            continue  # pydantic also calls an array too short of which every item has a mistake
        told.add(key)
        if detail["type"] == "extra_forbidden":
            close = difflib.get_close_matches(str(steps[-1]), owner.model_fields, 1, 0.6)
            keys = (
                f"did you mean {close[0]}?" if close else f"expected one of {', '.join(owner.model_fields)}"
            )
            yield f"{file}: {key}: no such key; {keys}"
        elif detail["type"] == "missing":
            yield f"{file}: {key}: missing; expected {_expected(field)}"
        elif detail["type"] == "value_error" and (reason := str(detail["ctx"]["error"])).startswith("; "):
            yield f"{file}: {key}: {reason[2:]}" if key else f"{file}: {reason[2:]}"
        else:
            yield f"{file}: {key}: expected {_expected(field)}, not {_show(detail['input'])}"


def _follow(
    location: Sequence[int | str], model: type[BaseModel]
) -> tuple[list[int | str], FieldInfo | None, type[BaseModel]]:
    """The part of a location that stands in the file, the innermost field on it, and the model that has it."""
    steps: list[int | str] = []
    field: FieldInfo | None = None
    owner = model
    inner: type[BaseModel] | None = model
    for step in location:
        if isinstance(step, int):
            steps.append(step)
            continue
        if inner is None:
            break  # the branch of a union: nothing that the file shows
        owner = inner
        steps.append(step)
        field = owner.model_fields.get(step)
        inner = _model_in(field.annotation) if field else None
    return steps, field, owner


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument))), None)


def _key(steps: list[int | str]) -> str:
    key = ""
    for step in steps:
        key += f"[{step}]" if isinstance(step, int) else f".{step}" if key else step
    return key


def _expected(field: FieldInfo | None) -> str:
    return (field.description if field else None) or "another value"


def _show(value: object) -> str:
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
