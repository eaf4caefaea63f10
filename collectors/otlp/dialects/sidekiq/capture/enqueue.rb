# frozen_string_literal: true

# Enqueues one scenario's jobs, by name: ruby enqueue.rb <scenario>.

require_relative 'jobs'

def enqueue(job, queue: 'default', due_in: nil)
  now = Time.now.to_f * 1000
  Array(yield).each do |id|
    say(what: 'published', id: id, job: job.name, queue: queue, createdAt: now, due: due_in && (now + due_in * 1000))
  end
end

def in_request(&)
  tracer = OpenTelemetry.tracer_provider.tracer('web')
  attributes = { 'http.request.header.x-request-id' => ['req-88'], 'http.request.method' => 'POST' }
  tracer.in_span('POST /orders', attributes: attributes, kind: :server, &)
end

scenarios = {
  'success' => -> { enqueue(Mail) { Mail.perform_async } },
  'retry-then-success' => -> { enqueue(Flaky) { Flaky.perform_async(2) } },
  'exhausted' => -> { enqueue(Charge) { Charge.perform_async } },
  'unrecoverable' => -> { enqueue(Once) { Once.perform_async } },
  'delayed' => -> { enqueue(Mail, due_in: 2) { Mail.perform_in(2) } },
  'other-queue' => -> { enqueue(Mail, queue: 'low') { Mail.set(queue: 'low').perform_async } },
  'bulk' => -> { enqueue(Mail) { Sidekiq::Client.push_bulk('class' => Mail, 'args' => [['a'], ['b'], ['c']]) } },
  'from-job' => -> { enqueue(Order) { Order.perform_async } },
  'request' => -> { in_request { enqueue(Mail) { Mail.perform_async } } },
  'child' => -> { enqueue(Flaky) { Flaky.perform_async(1) } },
  'child-delayed' => -> { enqueue(Mail, due_in: 2) { Mail.perform_in(2) } },
  'none' => -> { enqueue(Flaky) { Flaky.perform_async(1) } },
  'shutdown' => -> { enqueue(Slow) { Slow.perform_async } },
  'killed' => -> { enqueue(Slow) { Slow.perform_async } }
}

scenarios.fetch(ARGV.fetch(0)).call
OpenTelemetry.tracer_provider.shutdown
