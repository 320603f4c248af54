"""Traces of runs, sent to a collector that really listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.e2e.project import Project

pytestmark = pytest.mark.long

TASK = """# Task 073: Sent

### Task 1: Make
```sh
echo "$TRACEPARENT" > parent
test -s parent
```

### Task 2: Fail
**Depends on**: Task 1
**Retries**: 1
```sh
test -e nowhere
```
"""


class Collector:
    """Takes what is posted to it, on a free port of this machine."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        spans = self.spans

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = ExportTraceServiceRequest.FromString(body)
                for resource in request.resource_spans:
                    for scope in resource.scope_spans:
                        spans.extend(scope.spans)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *words: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}/v1/traces"


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def test_a_run_is_sent_as_one_trace(project: Project, collector: Collector) -> None:
    project.task("073_sent", TASK)
    project.file("orchestrator.toml", f'otlp = "{collector.endpoint}"\n')
    done = project.run("execute_task", "073", "--json", env={"OTEL_EXPORTER_OTLP_COMPRESSION": ""})
    assert done.exit == 1
    assert "no trace is sent" not in done.stderr
    (begun,) = done.of_type("run_started")
    by_name: dict[str, list[Span]] = {}
    for span in collector.spans:
        by_name.setdefault(span.name, []).append(span)
    assert {name: len(spans) for name, spans in by_name.items()} == {
        "run 073_sent": 1, "task_1": 1, "task_1 step 1": 1, "task_2": 2, "task_2 step 1": 2,
    }  # fmt: skip
    assert {span.trace_id.hex() for span in collector.spans} == {begun["trace_id"]}
    (run,) = by_name["run 073_sent"]
    (made,) = by_name["task_1"]
    assert made.parent_span_id == run.span_id
    assert run.parent_span_id == b""
    # A step knew its attempt's span, so that what it started stands below that.
    _, trace, span, _ = project.read("parent").strip().split("-")
    (step,) = by_name["task_1 step 1"]
    assert (trace, span) == (begun["trace_id"], made.span_id.hex())
    assert step.parent_span_id == made.span_id
    first, second = by_name["task_2"]
    assert [link.span_id for link in first.links] == [made.span_id]
    retry_of = {
        each.key: each.value.string_value for each in second.attributes if "retry" in each.key
    }
    assert retry_of == {"orchestrator.retry_of": first.span_id.hex()}
    assert second.status.code == 2
    assert "exit code 1" in second.status.message
    assert run.start_time_unix_nano <= made.start_time_unix_nano <= made.end_time_unix_nano
    # The same again by hand, and beside another trace it hangs below its caller.
    sent = project.run("history", "otlp", begun["run"], "--endpoint", collector.endpoint)
    assert sent.stdout == "sent 7 spans\n"


def test_a_collector_that_is_not_there_holds_nothing_up(project: Project) -> None:
    project.task("073_sent", "# Task 073: S\n\n### Task 1: A\n```sh\ntest -d docs\n```\n")
    project.file("orchestrator.toml", 'otlp = "http://127.0.0.1:9/v1/traces"\n')
    began = time.monotonic()
    done = project.run("execute_task", "073", "-q")
    assert done.exit == 0
    assert time.monotonic() - began < 15
    assert "warning: no trace is sent: no collector took the 3 spans of the run" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_extra_it_says_what_to_install(project: Project) -> None:
    project.task("073_sent", "# Task 073: S\n\n### Task 1: A\n```sh\ntest -d docs\n```\n")
    assert project.run("execute_task", "073", "-q").exit == 0
    project.file("hidden/opentelemetry/__init__.py", "raise ImportError('not here')\n")
    path = f"{project.root / 'hidden'}:{project.environment()['PYTHONPATH']}"
    done = project.run("history", "otlp", "", env={"PYTHONPATH": path})
    assert done.exit == 2
    run = project.run("history", "list", "--json").json()["attempts"][0]["run"]
    done = project.run("history", "otlp", run, env={"PYTHONPATH": path})
    assert done.exit == 5
    assert "next: pip install 'orchestrator[otel]'" in done.stderr


def test_an_address_that_is_none_is_refused(project: Project) -> None:
    project.file("orchestrator.toml", 'otlp = "localhost"\n')
    done = project.run("task_status")
    assert done.exit == 2
    assert "orchestrator.toml:1:1: error[bad-setting]: otlp is 'localhost'" in done.stderr
