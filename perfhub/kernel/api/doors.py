"""Operations and the addresses that take them."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import limits
from . import editions, paging
from .entry import HasViewer, InScope, SignedInOrToken
from .filters import Filters, asked_once
from .paging import Order
from .problems import MEDIA_TYPE, PROBLEMS, ProblemOut
from .scopes import Noun
from .shapes import AlwaysJSON, In, JSONParser, Out

#: Of one token; where Redis is down nobody is held up, for looking must not depend on it.
REQUESTS = limits.Limit("api", times=600, seconds=60, open_when_down=True)
ALWAYS = (400, 401, 403, 404, 429)
ON_WRITES = (409, 415, 422)
ON_EDITIONS = (412, 428)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[\w-]{8,64}$"},
    OpenApiParameter.HEADER,
    description="a mark of your own for this one request; sent again with it, nothing happens twice",
)


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of a noun, with all that is said of it in the schema."""

    handler: Callable[..., Any]
    noun: Noun
    scope: str
    shows: type[Out] | None = None
    takes: type[In] | None = None
    asks: type[In] | None = None
    pages: Order | None = None
    filters: type[Filters] | None = None
    many: bool = False
    edition: bool = False
    status: int = 200
    or_nothing: bool = False  # 204 where there is nothing to show

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def writes(self) -> bool:
        return self.scope == self.noun.write

    @property
    def parameters(self) -> list[OpenApiParameter]:
        """What may stand behind the question mark."""
        shown = [*(self.pages.parameters() if self.pages else [])]
        return shown + (self.filters.parameters() if self.filters else [])

    @property
    def allowed(self) -> set[str]:
        return {parameter.name for parameter in self.parameters} | set(self.asks().fields if self.asks else ())

    def described(self) -> Callable:
        """The decorator that tells the schema."""
        problems = [*ALWAYS, *(ON_WRITES if self.writes else ()), *(ON_EDITIONS if self.edition else ())]
        responses: dict[Any, Any] = {
            (status, MEDIA_TYPE): OpenApiResponse(ProblemOut, " ".join(sentences_of(status)))
            for status in sorted(problems)
        }
        responses[self.status if self.shows else 204] = self._answer()
        if self.or_nothing:
            responses[204] = OpenApiResponse(description="Done; there is nothing to show.")
        if not self.writes and not self.pages and not self.many:
            responses[304] = OpenApiResponse(description="If-None-Match has it already.")
        headers = [IDEMPOTENCY_KEY] * self.writes + [editions.IF_MATCH] * self.edition
        return extend_schema(
            operation_id=self.name,
            tags=[self.noun.name],
            summary=inspect.getdoc(self.handler).partition("\n")[0].rstrip("."),
            description=f"{inspect.getdoc(self.handler)}\n\nScope: `{self.scope}`.",
            request=self.takes,
            responses=responses,
            parameters=[*self.parameters, *([self.asks] if self.asks else []), *headers],
            extensions={"x-scope": self.scope},
        )

    def _answer(self) -> Any:
        if self.shows is None:
            return OpenApiResponse(description="Done; there is nothing to show.")
        if self.pages:
            return _page_shape(self.shows)
        return self.shows(many=True) if self.many else self.shows

    def __call__(self, request, **address) -> Response:
        request.operation = self
        request.asked = asked_once(request.query_params, self.allowed)
        arguments = dict(address)
        if self.asks is not None:
            arguments["asked"] = cleaned(self.asks, request.asked)
        if self.takes is not None:
            arguments["said"] = cleaned(self.takes, request.data)
        if self.edition:
            arguments["seen"] = editions.seen(request)
        found = self.handler(request, **arguments)
        return found if isinstance(found, Response) else self.answer(request, found)

    def answer(self, request, found: Any) -> Response:
        """A row, or several, as this operation shows them."""
        if self.shows is None or found is None:
            return Response(status=204)
        shown = self.shows(found, many=self.many, context={"viewer": request.viewer, "at": request.at}).data
        if self.many:
            return Response(shown, status=self.status)
        etag = editions.tag(shown, shown[self.shows.edition] if self.shows.edition else 0)
        if not self.writes and editions.is_known(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return Response(shown, status=self.status, headers={"ETag": etag})


@cache
def _page_shape(shows: type[Out]) -> serializers.Serializer:
    """One shape for all lists that show the same."""
    fields = {
        "results": shows(many=True),
        "next": serializers.URLField(allow_null=True, help_text="the next page; null on the last"),
    }
    return inline_serializer(f"{shows.__name__.removesuffix('Out')}Page", fields)


def sentences_of(status: int) -> list[str]:
    return [str(problem.sentence) for problem in PROBLEMS.values() if problem.status == status]


def reads(noun: Noun, shows: type[Out], **options: Any) -> Callable[[Callable], Operation]:
    """Marks a function that reads."""
    return lambda handler: Operation(handler, noun, noun.read, shows, **options)


def writes(noun: Noun, shows: type[Out] | None = None, **options: Any) -> Callable[[Callable], Operation]:
    """Marks a function that does something; without `shows` it answers 204."""
    return lambda handler: Operation(handler, noun, noun.write, shows, **options)


def cleaned(shape: type[In], data: Any) -> dict[str, Any]:
    """The input as this shape takes it, or 400."""
    found = shape(data=data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


def page_of(request, rows: QuerySet, *, each: Callable[[Sequence[Any]], Iterable[Any]] | None = None) -> Response:
    """One page of rows, filtered and ordered as was asked; `each` makes of them what is shown."""
    operation: Operation = request.operation
    if operation.filters is not None:
        asked = {name: value for name, value in request.asked.items() if name in operation.filters.base_filters}
        rows = operation.filters.apply(rows, asked=asked, request=request)
    found, cursor = paging.page(rows, order=operation.pages, asked=request.asked)
    following = None
    if cursor is not None:
        query = request.query_params.copy()
        query["cursor"] = cursor
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    context = {"viewer": request.viewer, "at": request.at}
    shown = operation.shows(list(each(found) if each else found), many=True, context=context).data
    return Response({"results": shown, "next": following})


class Door(APIView):
    """An address of the API: each method it takes is an operation."""

    operations: ClassVar[dict[str, Operation]] = {}
    authentication_classes = (SignedInOrToken,)
    permission_classes = (HasViewer, InScope)
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    metadata_class = None  # the schema says it all

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.auth is not None:
            limits.take(REQUESTS, f"token:{request.auth.pk}", at=request.at)


def door(**operations: Operation) -> Callable:
    """The view of an address: `door(GET=list_employees, POST=hire_employee)`."""
    members: dict[str, Any] = {"operations": operations}
    for method, operation in operations.items():
        members[method.lower()] = operation.described()(_method(operation))
    first = next(iter(operations.values()))
    view: type[Door] = type(first.name.title().replace("_", ""), (Door,), members)
    return view.as_view()


def _method(operation: Operation) -> Callable:
    def handle(self, request, **address):
        return operation(request, **address)

    handle.__doc__ = operation.handler.__doc__
    return handle
