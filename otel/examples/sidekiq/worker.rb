# Sidekiq: gem install sidekiq opentelemetry-sdk opentelemetry-exporter-otlp opentelemetry-instrumentation-sidekiq
#
#   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 OTEL_SERVICE_NAME=shop-worker OTEL_BSP_SCHEDULE_DELAY=500
#   bundle exec sidekiq -r ./worker.rb
require "sidekiq"
require "opentelemetry-sdk"
require "opentelemetry-exporter-otlp"
require "opentelemetry-instrumentation-sidekiq"

# Baggage travels with the job but is not exported: this copies the correlation ID to every span.
class CorrelationSpanProcessor
  def on_start(span, parent_context)
    id = OpenTelemetry::Baggage.value("correlation.id", context: parent_context)
    span.set_attribute("correlation.id", id) if id
  end

  def on_finish(_span) = nil
  def force_flush(timeout: nil) = OpenTelemetry::SDK::Trace::Export::SUCCESS
  def shutdown(timeout: nil) = OpenTelemetry::SDK::Trace::Export::SUCCESS
end

OpenTelemetry::SDK.configure do |config|
  config.use "OpenTelemetry::Instrumentation::Sidekiq", { propagation_style: :link }
  config.add_span_processor(CorrelationSpanProcessor.new)
  exporter = OpenTelemetry::Exporter::OTLP::Exporter.new
  config.add_span_processor(OpenTelemetry::SDK::Trace::Export::BatchSpanProcessor.new(exporter))
end

class SendReceipt
  include Sidekiq::Job
  sidekiq_options queue: "email", retry: 3

  def perform(order_id)
    puts "receipt for #{order_id}"
  end
end

# In the process that enqueues.
def enqueue(order_id)
  context = OpenTelemetry::Baggage.set_value("correlation.id", order_id)
  OpenTelemetry::Context.with_current(context) { SendReceipt.perform_async(order_id) }
end
