"""Enqueues one scenario's tasks, by name: python3 enqueue.py <scenario>."""

import sys

import tasks
from celery import chain, chord, group
from opentelemetry import trace


def cron():
    """Three runs of a schedule, by Celery's own beat in this process."""
    import time

    from celery.beat import Service

    tasks.app.conf.beat_schedule = {"each-second": {"task": "mail.send", "schedule": 1.0}}
    service = Service(tasks.app, max_interval=0.2, schedule_filename=sys.argv[2])
    service.scheduler.setup_schedule()
    sent = 0
    until = time.time() + 20
    while sent < 3 and time.time() < until:
        before = dict((name, entry.total_run_count) for name, entry in service.scheduler.schedule.items())
        time.sleep(max(0.0, min(0.2, service.scheduler.tick())))
        after = service.scheduler.schedule["each-second"].total_run_count
        sent += after - before.get("each-second", 0)


def request():
    """Inside the span of a web request that carries the caller's id."""
    attributes = {"http.request.header.x-request-id": ("req-77",), "http.request.method": "POST"}
    tracer = trace.get_tracer("web")
    with tracer.start_as_current_span("POST /orders", kind=trace.SpanKind.SERVER, attributes=attributes):
        tasks.send.delay()


scenarios = {
    "success": lambda: tasks.send.delay(),
    "retry-then-success": lambda: tasks.flaky.delay(2),
    "exhausted": lambda: tasks.auto.delay(),
    "unrecoverable": lambda: tasks.broken.delay(),
    "announced": lambda: tasks.announced.delay(),
    "ignored": lambda: tasks.ignored.delay(),
    "delayed": lambda: tasks.send.apply_async(countdown=1),
    "other-queue": lambda: tasks.send.apply_async(queue="mail"),
    "custom-id": lambda: tasks.send.apply_async(task_id="nightly-report"),
    "anonymous": lambda: tasks.app.send_task("elsewhere.task", queue="elsewhere"),
    "bulk": lambda: group(tasks.send.s(str(n)) for n in range(3)).delay(),
    "chain": lambda: chain(tasks.add.s(1, 2), tasks.add.s(3), tasks.add.s(4)).delay(),
    "chord": lambda: chord([tasks.add.s(1, 2), tasks.add.s(3, 4)])(tasks.total.s()),
    "from-task": lambda: tasks.place.delay(),
    "request": request,
    "cron": cron,
    "links": lambda: tasks.flaky.delay(1),
    "killed": lambda: tasks.slow.delay(),
}

scenarios[sys.argv[1]]()
tasks.provider.shutdown()
