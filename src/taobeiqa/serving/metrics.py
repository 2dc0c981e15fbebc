"""Figures about the server, as Prometheus reads them. No question, key, address or article is in them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "taobeiqa_requests",
            "Requests, by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "taobeiqa_request_seconds",
            "How long requests took, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.questions = Counter(
            "taobeiqa_questions",
            "Questions answered, by where they were asked, their language, and what became of them.",
            ("channel", "language", "outcome"),
            registry=self.registry,
        )
        self.answering = Gauge(
            "taobeiqa_questions_in_progress", "Questions being answered or waiting for it.", registry=self.registry
        )

    def text(self) -> bytes:
        """All of them in the text format."""
        return generate_latest(self.registry)
