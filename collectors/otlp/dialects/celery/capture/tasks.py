"""The tasks that the capture program runs, and what each execution of them says of itself.

Both the worker and the programs that enqueue import this. Environment: CAPTURE_BROKER (Redis), CAPTURE_EXPORTER (OTLP/HTTP),
CAPTURE_LOG (file of executions, a JSON object a line), CAPTURE_SERVICE, CAPTURE_LINKS (1 = links instead of parents).
"""

import json
import os
import time

from celery import Celery, signals
from celery.exceptions import Ignore
from opentelemetry import trace
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

try:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
except ImportError:
    from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter

resource = Resource.create(
    {"service.name": os.environ["CAPTURE_SERVICE"], "deployment.environment.name": "test"}
)
provider = TracerProvider(resource=resource)
exporter = OTLPSpanExporter(endpoint=os.environ["CAPTURE_EXPORTER"] + "/v1/traces")
provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=200))
trace.set_tracer_provider(provider)
CeleryInstrumentor().instrument(use_span_links=os.environ.get("CAPTURE_LINKS") == "1")

broker = os.environ["CAPTURE_BROKER"]
app = Celery("capture", broker=broker, backend=broker)
app.conf.update(
    result_extended=True,
    task_acks_late=True,
    worker_hijack_root_logger=False,
    broker_transport_options={"visibility_timeout": 2},
    broker_connection_retry_on_startup=True,
)


def say(**what):
    with open(os.environ["CAPTURE_LOG"], "a", encoding="utf-8") as log:
        log.write(json.dumps(what) + "\n")


@signals.task_prerun.connect(weak=False)
def begun(task_id=None, task=None, **_):
    say(what="started", id=task_id, job=task.name, queue=task.request.delivery_info["routing_key"], at=time.time() * 1000)


@signals.before_task_publish.connect(weak=False)
def published(sender=None, headers=None, **_):
    what = {"id": headers["id"], "job": sender, "retries": headers.get("retries", 0), "parent": headers.get("parent_id")}
    say(what="published", at=time.time() * 1000, eta=headers.get("eta"), **what)


@signals.task_postrun.connect(weak=False)
def over(task_id=None, state=None, retval=None, **_):
    error = getattr(retval, "exc", None) or retval
    say(what="ended", id=task_id, state=state, error=None if state == "SUCCESS" else str(error), at=time.time() * 1000)


def work():
    time.sleep(0.02)


@app.task(name="mail.send")
def send(to="someone"):
    work()
    return to


@app.task(name="mail.flaky", bind=True, max_retries=3)
def flaky(self, failures):
    work()
    if self.request.retries < failures:
        try:
            raise ValueError(f"no answer, try {self.request.retries}")
        except ValueError as error:
            raise self.retry(exc=error, countdown=0.1)


@app.task(name="mail.auto", autoretry_for=(ConnectionError,), max_retries=1, default_retry_delay=0)
def auto():
    work()
    raise ConnectionError("card declined")


@app.task(name="mail.broken")
def broken():
    raise RuntimeError("no such user")


@app.task(name="mail.announced", throws=(KeyError,))
def announced():
    raise KeyError("missing")


@app.task(name="mail.ignored")
def ignored():
    raise Ignore()


@app.task(name="order.place")
def place():
    work()
    send.delay()


@app.task(name="math.add")
def add(a, b):
    work()
    return a + b


@app.task(name="math.total")
def total(numbers):
    work()
    return sum(numbers)


@app.task(name="mail.slow")
def slow():
    """Long enough to be killed in the first time; quick in the second."""
    marker = os.environ["CAPTURE_LOG"] + ".slow"
    if os.path.exists(marker):
        return
    with open(marker, "w", encoding="utf-8"):
        time.sleep(60)
