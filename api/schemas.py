"""How JSON comes in and goes out: Pydantic models with camelCase names, strict, unknown fields refused."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError, create_model
from pydantic.alias_generators import to_camel
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from api.field_problems import problems_of
from api.plain_values import unstorable
from engine.errors import FormError

if TYPE_CHECKING:
    from flask import Request


class Body(BaseModel):
    """A JSON body. Types are taken at their word: ``"1"`` is no number."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, frozen=True)


class Parameters(BaseModel):
    """The query of an address. Everything there is text, so types are read from it."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Fields(BaseModel):
    """The text fields of a multipart form; its files are read by the route."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class _Outgoing(RootModel[Any]):
    model_config = ConfigDict(alias_generator=to_camel, serialize_by_alias=True)


@cache
def outgoing(kind: Any) -> type[RootModel[Any]]:
    """The model that writes answers of ``kind``: a dataclass of ``engine.service``, or a tuple of them."""
    return create_model(f"{_name(kind)}Answer", __base__=_Outgoing, root=(kind, ...))


def _name(kind: Any) -> str:
    outer = get_origin(kind)
    if outer is None:
        return str(kind.__name__)
    inner = "".join(_name(argument) for argument in get_args(kind) if argument is not Ellipsis)
    return f"{inner}List" if outer is tuple else f"{inner}{outer.__name__}"


_SOURCES = {"json": "request body", "query": "query", "form_and_files": "upload"}
"""What the places of a request are called in problems."""


class Adapter(PydanticAdapter):
    """APIFlask's door to Pydantic, with one way of reading and of complaining."""

    def validate_input(self, request: Request, location: str, **_: Any) -> BaseModel:
        """The checked model.

        Raises:
            FormError: naming each field in both languages.
            BadRequest: a body that is not JSON at all.
            UnsupportedMediaType: a body that does not even say it is JSON.
        """
        try:
            model = self._read(request, location)
        except ValidationError as error:
            if any(problem["type"] == "json_invalid" for problem in error.errors(include_input=False)):
                raise BadRequest from error
            raise FormError(form=_SOURCES[location], problems=problems_of(error)) from error
        if problems := unstorable(model.model_dump(by_alias=True)):
            raise FormError(form=_SOURCES[location], problems=problems)
        return model

    def _read(self, request: Request, location: str) -> BaseModel:
        if location == "query":
            return self.model_class.model_validate(request.args.to_dict())
        if location == "json":
            if request.mimetype != "application/json":
                raise UnsupportedMediaType
            return self.model_class.model_validate_json(request.get_data())
        if request.mimetype != "multipart/form-data":
            raise UnsupportedMediaType
        return self.model_class.model_validate(request.form.to_dict())


registry.register("pydantic", Adapter)
# Here and not in create_app: APIFlask asks for the adapter when a route is declared, at import.
