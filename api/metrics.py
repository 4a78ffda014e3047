"""Numbers of the running server, for Prometheus. No label comes from a caller."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from gongshi import __version__
from gongshi.api.answers import Answers
from gongshi.api.noted import Noted
from gongshi.api.redis_link import RedisLink

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One server's numbers, in a registry of their own."""

    def __init__(self, link: RedisLink | None, answers: Answers | None) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        if link is not None and answers is not None:
            self._registry.register(_OfRedis(link, answers))
        info = Gauge("gongshi_info", "What runs.", ["version"], registry=self._registry)
        info.labels(__version__).set(1)
        self._requests = Counter(
            "gongshi_requests", "Requests answered.", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "gongshi_request_seconds",
            "How long an answer took.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._fields = Counter(
            "gongshi_fields",
            "Root fields of GraphQL that were asked.",
            ["field"],
            registry=self._registry,
        )
        self._problems = Counter(
            "gongshi_problems",
            "Problems told on /graphql, by their code.",
            ["code"],
            registry=self._registry,
        )
        self._points = Counter(
            "gongshi_points",
            "Points of /graphql that were asked for, and charged.",
            ["what"],
            registry=self._registry,
        )
        self._ready = Gauge(
            "gongshi_ready", "1: answers can be had; as /readyz says.", registry=self._registry
        )
        self._parts = Gauge(
            "gongshi_part_ready", "1: this part works.", ["part"], registry=self._registry
        )
        self._change = Gauge(
            "gongshi_change",
            "Highest change number in the ledger, and in the index; NaN: unknown.",
            ["part"],
            registry=self._registry,
        )
        self._lag_changes = Gauge(
            "gongshi_lag_changes", "Changes the index lacks; NaN: unknown.", registry=self._registry
        )
        self._lag_seconds = Gauge(
            "gongshi_lag_seconds",
            "How long ago the index last held every change, when it lacks some; NaN: unknown.",
            registry=self._registry,
        )

    def request(self, route: str, status: int, seconds: float, noted: Noted) -> None:
        """A request was answered."""
        self._requests.labels(route, status).inc()
        self._seconds.labels(route).observe(seconds)
        for name in noted.fields:
            self._fields.labels(name).inc()
        for code in noted.problems:
            self._problems.labels(code).inc()
        self._points.labels("requested").inc(noted.requested)
        self._points.labels("charged").inc(noted.charged)

    def page(self, report: Mapping[str, Any]) -> bytes:
        """All numbers; ``report``: what ``Readiness`` says now."""
        parts: Mapping[str, Mapping[str, Any]] = report["parts"]
        self._ready.set(report["ready"])
        for name, part in parts.items():
            self._parts.labels(name).set(part["ready"])
        for name in ("ledger", "index"):
            self._change.labels(name).set(parts[name].get("change", math.nan))
        index = parts["index"]
        self._lag_changes.set(index.get("lagChanges", math.nan))
        self._lag_seconds.set(index.get("lagSeconds", math.nan))
        return generate_latest(self._registry)


class _OfRedis(Collector):
    def __init__(self, link: RedisLink, answers: Answers) -> None:
        self._link = link
        self._answers = answers

    def collect(self) -> Iterator[Metric]:
        losses = CounterMetricFamily("gongshi_redis_losses", "How often Redis was lost.")
        losses.add_metric([], self._link.losses)
        yield losses
        kept = CounterMetricFamily(
            "gongshi_answers", "Questions whose answer might be kept.", labels=["kept"]
        )
        kept.add_metric(["yes"], self._answers.found)
        kept.add_metric(["no"], self._answers.missed)
        yield kept
