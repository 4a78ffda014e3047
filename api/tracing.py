"""Trace ids by W3C Trace Context, and OpenTelemetry where the operator asks for it.

Every answer names its trace in ``traceparent``: the caller's, when it sent one that can be read,
else a new one. Lines of the log carry the same id. With ``GONGSHI_OTLP_ENDPOINT`` each request is a
span as well; the library is imported only then.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Protocol

from gongshi.records.problems import GongshiError

#: Trace id of the request that runs; empty outside of one.
TRACE: Final[ContextVar[str]] = ContextVar("gongshi_trace", default="")

_PARENT: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


class Span(Protocol):
    """One request in its trace."""

    @property
    def trace(self) -> str:
        """32 hexadecimal digits."""
        ...

    @property
    def traceparent(self) -> str:
        """The header field that names this span."""
        ...

    def end(self, route: str, method: str, status: int, facts: Mapping[str, Any]) -> None:
        """The request is over."""
        ...


class Tracing(Protocol):
    """Begins spans."""

    def begin(self, parent: str | None) -> Span:
        """A span below the caller's ``traceparent``, when it can be read."""
        ...

    def close(self) -> None:
        """Send what is left."""
        ...


@dataclass(frozen=True, slots=True)
class PlainSpan:
    """Ids only."""

    trace: str
    span: str
    sampled: str  # the caller's flag, given on as it came

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace}-{self.span}-{self.sampled}"

    def end(self, route: str, method: str, status: int, facts: Mapping[str, Any]) -> None:
        """Nothing is sent anywhere."""


class PlainTracing:
    """``Tracing`` without OpenTelemetry."""

    def begin(self, parent: str | None) -> PlainSpan:
        trace, sampled = read_parent(parent) or (secrets.token_hex(16), "00")
        return PlainSpan(trace, secrets.token_hex(8), sampled)

    def close(self) -> None:
        """Nothing is left."""


def read_parent(header: str | None) -> tuple[str, str] | None:
    """Trace id and flags of a ``traceparent``; None when there is none that can be read."""
    found = _PARENT.fullmatch(header or "")
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    if version == "ff" or (version == "00" and more) or not trace.strip("0") or not span.strip("0"):
        return None
    return trace, "01" if int(flags, 16) & 1 else "00"


class OtelTracing:
    """``Tracing`` that sends spans to an OTLP collector over HTTP."""

    def __init__(self, endpoint: str) -> None:
        """Raises ``otel_missing`` where the library is not installed."""
        try:
            from opentelemetry import context, trace  # noqa: PLC0415
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
                OTLPSpanExporter,
            )
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
            from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
            from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
                TraceContextTextMapPropagator,
            )
        except ImportError:
            raise GongshiError("otel_missing") from None
        self.context, self.api = context, trace
        self.propagator = TraceContextTextMapPropagator()
        self._provider = TracerProvider(resource=Resource.create({"service.name": "gongshi"}))
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("gongshi")

    def begin(self, parent: str | None) -> OtelSpan:
        carrier = {} if parent is None else {"traceparent": parent}
        above = self.propagator.extract(carrier)
        span = self._tracer.start_span("request", above, kind=self.api.SpanKind.SERVER)
        # What runs below, such as elasticsearch-py's own spans, finds this one.
        token = self.context.attach(self.api.set_span_in_context(span, above))
        return OtelSpan(self, span, token)

    def close(self) -> None:
        self._provider.shutdown()


@dataclass(frozen=True, slots=True)
class OtelSpan:
    """``Span`` of ``OtelTracing``."""

    tracing: OtelTracing
    span: Any
    token: Any

    @property
    def trace(self) -> str:
        return f"{self.span.get_span_context().trace_id:032x}"

    @property
    def traceparent(self) -> str:
        own = self.span.get_span_context()
        return f"00-{self.trace}-{own.span_id:016x}-{int(own.trace_flags):02x}"

    def end(self, route: str, method: str, status: int, facts: Mapping[str, Any]) -> None:
        self.tracing.context.detach(self.token)
        self.span.update_name(f"{method} {route}")
        self.span.set_attributes(
            {
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": status,
                **{f"gongshi.{name}": value for name, value in facts.items()},
            }
        )
        if status >= 500:
            self.span.set_status(self.tracing.api.StatusCode.ERROR)
        self.span.end()


def tracing_of(endpoint: str) -> Tracing:
    """The tracing an operator asks for; no endpoint: ids only. Raises ``otel_missing``."""
    return OtelTracing(endpoint) if endpoint else PlainTracing()
