"""What does the service count? Prometheus metrics without any petition text, token or address in a label."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One registry per application, so that two applications in one process (tests) do not share counters."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.requests = Counter(
            "triage_http_requests",
            "HTTP requests by route and status",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "triage_http_request_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.triaged = Counter("triage_texts", "Texts triaged by kind of answer", ["action"], registry=self.registry)
        self.sessions = Counter("triage_chat_sessions", "Chat sessions opened", registry=self.registry)
        self.messages = Counter("triage_chat_messages", "Chat messages accepted", ["duplicate"], registry=self.registry)
        self.streams = Gauge("triage_chat_streams", "Event streams open now", registry=self.registry)
        self.ready = Gauge("triage_ready", "1 when a turn can be answered", registry=self.registry)

    def render(self) -> bytes:
        """The text format Prometheus reads."""
        return generate_latest(self.registry)
