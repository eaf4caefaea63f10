# Celery: pip install celery opentelemetry-sdk opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-celery
#
#   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_SERVICE_NAME=shop-worker
#   celery -A tasks worker
from celery import Celery
from celery.signals import worker_process_init
from opentelemetry import baggage, context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

app = Celery("tasks", broker="redis://localhost:6379/0")


class CorrelationSpanProcessor(SpanProcessor):
    """Baggage travels with the task but is not exported: this copies the correlation ID to every span."""

    def on_start(self, span, parent_context=None):
        correlation_id = baggage.get_baggage("correlation.id", parent_context)
        if correlation_id is not None:
            span.set_attribute("correlation.id", correlation_id)


def setup_telemetry():
    provider = TracerProvider()
    provider.add_span_processor(CorrelationSpanProcessor())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(), schedule_delay_millis=500))
    trace.set_tracer_provider(provider)
    CeleryInstrumentor().instrument()


# A batch processor's thread does not survive a fork: each worker process sets up its own.
@worker_process_init.connect(weak=False)
def init_worker(**_):
    setup_telemetry()


@app.task(autoretry_for=(ConnectionError,), max_retries=3)
def send_receipt(order_id):
    # Signalbox is not told by Celery how often a task is tried at most: this says it.
    trace.get_current_span().set_attribute("job.max_attempts", 4)
    print("receipt for", order_id)


def enqueue(order_id):
    """In the process that enqueues, after setup_telemetry()."""
    token = context.attach(baggage.set_baggage("correlation.id", order_id))
    try:
        send_receipt.delay(order_id)
    finally:
        context.detach(token)
