"""Is it alive, is it ready, and what does it count. Numbers and sentences, no person in either."""

from __future__ import annotations

from time import perf_counter

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from app.web.needs import Needs

BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)  # a card must come within two seconds


class Counted:
    """How often each route answered with what status, and how long it took."""

    def __init__(self, app: Flask) -> None:
        # Its own registry: two applications in one process (tests) must not share counts.
        self.registry = CollectorRegistry()
        labels = ["route", "status"]
        self._answers = Counter(
            "holdfast_answers", "Answers by route and status", labels, registry=self.registry
        )
        self._seconds = Histogram(
            "holdfast_answer_seconds",
            "Seconds an answer took",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        app.before_request(self._start)
        app.after_request(self._count)

    def _start(self) -> None:
        g.started = perf_counter()

    def _count(self, answer: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        self._answers.labels(route, str(answer.status_code)).inc()
        if "started" in g:
            self._seconds.labels(route).observe(perf_counter() - g.started)
        return answer


def health(needs: Needs, counted: Counted) -> Blueprint:
    """`/healthz`, `/readyz`, `/metrics`."""
    routes = Blueprint("health", __name__)
    gauges: dict[str, Gauge] = {}

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify({"alive": True})

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        problems = list(needs.health().problems)
        return jsonify({"ready": not problems, "problems": problems}), 503 if problems else 200

    @routes.get("/metrics")
    def metrics() -> Response:
        for name, value in needs.health().numbers.items():
            if name not in gauges:
                gauges[name] = Gauge(f"holdfast_{name}", name.replace("_", " "), registry=counted.registry)
            gauges[name].set(value)
        return Response(generate_latest(counted.registry), content_type=CONTENT_TYPE_LATEST)

    return routes
