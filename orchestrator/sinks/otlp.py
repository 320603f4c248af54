"""Sends spans over OTLP/HTTP by OpenTelemetry's own SDK; knows no run.

The SDK is the extra `otel`, and loaded only to send. A collector that does not answer is waited for
no longer than a deadline: the exporter tries again by itself, for longer than anybody would like to
wait behind a run that is over. Endpoint and headers come from OpenTelemetry's own variables where
none is named (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestrator import __version__
from orchestrator.diagnostics import MissingExtraError, StorageError
from orchestrator.operations.past import Span

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext

_DEADLINE_S = 5.0


class OtlpTraces:
    """A collector at an endpoint, as `http://localhost:4318/v1/traces`."""

    def __init__(self, endpoint: str | None) -> None:
        self._endpoint = endpoint

    def send(self, spans: Sequence[Span]) -> None:
        """Send them all at once.

        Raises:
            MissingExtraError: the SDK is not installed.
            StorageError: the collector did not take them within the deadline.
        """
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.trace.export import SpanExportResult
        except ImportError as error:
            raise MissingExtraError(
                "sending traces takes OpenTelemetry, which is not installed",
                hint="pip install 'orchestrator[otel]'",
            ) from error
        # What it has to say of a collector that is not there is said here, in one line.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        exporter = OTLPSpanExporter(endpoint=self._endpoint, timeout=_DEADLINE_S)
        made = [_sdk_span(span) for span in spans]
        results: list[SpanExportResult] = []
        sending = threading.Thread(
            target=lambda: results.append(exporter.export(made)), daemon=True, name="otlp"
        )
        sending.start()
        sending.join(_DEADLINE_S)
        exporter.shutdown()  # type: ignore[no-untyped-call]  # the SDK does not say its type
        if results != [SpanExportResult.SUCCESS]:
            raise StorageError(
                f"no collector took the {len(spans)} spans of the run",
                hint="is one listening at --endpoint, or at OTEL_EXPORTER_OTLP_ENDPOINT?",
            )


def _sdk_span(span: Span) -> ReadableSpan:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.util.instrumentation import InstrumentationScope
    from opentelemetry.trace import Link, SpanKind, Status, StatusCode

    failed = Status(StatusCode.ERROR, span.error)
    return ReadableSpan(
        name=span.name,
        context=_context(span.trace_id, span.span_id),
        parent=_context(span.trace_id, span.parent_id) if span.parent_id else None,
        resource=Resource({"service.name": "orchestrator", "service.version": __version__}),
        attributes=dict(span.attributes),
        links=tuple(Link(_context(span.trace_id, each)) for each in span.links),
        kind=SpanKind.INTERNAL,
        instrumentation_scope=InstrumentationScope("orchestrator", __version__),
        status=Status(StatusCode.OK) if span.error is None else failed,
        start_time=span.start_ms * 1_000_000,
        end_time=max(span.end_ms, span.start_ms) * 1_000_000,
    )


def _context(trace_id: str, span_id: str) -> SpanContext:
    from opentelemetry.trace import SpanContext, TraceFlags

    sampled = TraceFlags(TraceFlags.SAMPLED)
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=sampled)
