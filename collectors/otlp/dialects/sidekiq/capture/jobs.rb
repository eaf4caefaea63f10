# frozen_string_literal: true

# The jobs that the capture program runs, and what each execution of them says of itself. Both the worker and the programs that
# enqueue load this. Environment: REDIS_URL, CAPTURE_EXPORTER (OTLP/HTTP), CAPTURE_LOG (a JSON object a line), CAPTURE_SERVICE,
# CAPTURE_STYLE (link, child or none).

require 'json'
require 'sidekiq'
require 'opentelemetry/sdk'
require 'opentelemetry/exporter/otlp'
require 'opentelemetry-instrumentation-sidekiq'

def say(**what)
  File.open(ENV.fetch('CAPTURE_LOG'), 'a') { |log| log.puts(JSON.generate(what.merge(at: Time.now.to_f * 1000))) }
end

OpenTelemetry::SDK.configure do |config|
  config.resource = OpenTelemetry::SDK::Resources::Resource.create(
    'service.name' => ENV.fetch('CAPTURE_SERVICE'), 'deployment.environment.name' => 'test'
  )
  exporter = OpenTelemetry::Exporter::OTLP::Exporter.new(endpoint: "#{ENV.fetch('CAPTURE_EXPORTER')}/v1/traces")
  config.add_span_processor(OpenTelemetry::SDK::Trace::Export::BatchSpanProcessor.new(exporter, schedule_delay: 200))
  config.use 'OpenTelemetry::Instrumentation::Sidekiq', { propagation_style: ENV.fetch('CAPTURE_STYLE').to_sym }
end

# Says what happens to each job, from outside everything else.
class Witness
  def call(_worker, job, queue)
    say(what: 'started', id: job['jid'], job: job['class'], queue: queue)
    yield
    say(what: 'ended', id: job['jid'], state: 'succeeded', error: nil)
  rescue Sidekiq::Shutdown
    say(what: 'ended', id: job['jid'], state: 'released', error: nil)
    raise
  rescue StandardError => e
    retries = job['retry'] == true ? 25 : job['retry'] || 0
    is_last = (job['retry_count'] || -1) + 1 >= retries
    say(what: 'ended', id: job['jid'], state: is_last ? 'dead' : 'failed', error: e.message)
    raise
  end
end

Sidekiq.configure_server do |config|
  config.server_middleware { |chain| chain.prepend Witness }
  config.average_scheduled_poll_interval = 1
end

class Mail
  include Sidekiq::Worker
  sidekiq_options retry: 3
  sidekiq_retry_in { 1 }

  def perform(_to = 'someone')
    sleep 0.02
  end
end

class Flaky
  include Sidekiq::Worker
  sidekiq_options retry: 3
  sidekiq_retry_in { 1 }

  def perform(failures)
    sleep 0.02
    tries = Sidekiq.redis { |redis| redis.incr("tries:#{jid}") }
    raise ArgumentError, "no answer, try #{tries}" if tries <= failures
  end
end

class Charge
  include Sidekiq::Worker
  sidekiq_options retry: 1
  sidekiq_retry_in { 1 }

  def perform
    raise 'card declined'
  end
end

class Once
  include Sidekiq::Worker
  sidekiq_options retry: false

  def perform
    raise 'no such user'
  end
end

class Order
  include Sidekiq::Worker

  def perform
    sleep 0.02
    say(what: 'published', id: Mail.perform_async, job: 'Mail', queue: 'default', parent: jid)
  end
end

# Long enough to be stopped in the first time; quick in the second.
class Slow
  include Sidekiq::Worker

  def perform
    sleep(60) if Sidekiq.redis { |redis| redis.incr("slow:#{jid}") } == 1
  end
end
