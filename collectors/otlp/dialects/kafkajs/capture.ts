// Takes the fixtures that need no broker's word: OpenTelemetry's real instrumentation, around a log in memory in the place of kafkajs and Kafka.
// Run: node collectors/otlp/dialects/kafkajs/capture.ts
import { join } from 'node:path';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { openReceiver } from '../capture/receiver.ts';
import type { RunTruth } from '../capture/run-truth.ts';
import { startTracing } from '../capture/tracing.ts';
import { writeFixture } from '../capture/write-fixture.ts';
import { MemoryKafka, type Message } from './memory-kafka.ts';

const receiver = await openReceiver();
const provider = startTracing(receiver.url);
const instrumentation = new KafkaJsInstrumentation();

const work = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Publishes `count` records, and handles them as `run` says; what happened to each, in the words of a run. */
async function played(
  topic: string,
  count: number,
  run: (kafka: MemoryKafka, begun: (message: Message) => void, fails: (message: Message) => boolean) => Promise<void>,
  options: { failures?: number; isTraced?: boolean } = {},
): Promise<RunTruth[]> {
  const { failures = 0, isTraced = true } = options;
  const kafka = new MemoryKafka();
  const messages = Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: 'x' }));
  const createdAtMs = Date.now();
  if (isTraced) await kafka.producer().send({ topic, messages });
  else kafka.append(topic, messages);
  const starts = new Map<string, number[]>();
  const begun = ({ offset }: Message) => void starts.set(offset, [...(starts.get(offset) ?? []), Date.now()]);
  let left = failures;
  await run(kafka, begun, () => left-- > 0);
  return [...starts].map(([offset, startedAtMs]) => ({
    system: 'kafka',
    queue: topic,
    job: null,
    jobId: `0:${offset}:capture`,
    state: 'succeeded',
    attempts: startedAtMs.map((_, i) => (i < startedAtMs.length - 1 ? 'failed' : 'succeeded')),
    error: startedAtMs.length > 1 ? 'no answer' : null,
    ...(isTraced ? { createdAtMs } : {}),
    startedAtMs,
  }));
}

const eachMessage = (topic: string, count: number, failures = 0) =>
  played(
    topic,
    count,
    (kafka, begun, fails) =>
      kafka.consumer().run({
        eachMessage: async ({ message }) => {
          begun(message);
          await work();
          if (fails(message)) throw new Error('no answer');
        },
      }),
    { failures },
  );

/** All spans of a batch begin and end with it, whenever each record's turn is. */
const eachBatch = (topic: string, count: number, isTraced: boolean) =>
  played(
    topic,
    count,
    (kafka, begun) =>
      kafka.consumer().run({
        eachBatch: async ({ batch }) => {
          for (const message of batch.messages) begun(message);
          await work();
        },
      }),
    { isTraced },
  );

const scenarios: Record<string, () => Promise<RunTruth[]>> = {
  'each-message': () => eachMessage('each-message', 2),
  'each-message-again': () => eachMessage('each-message-again', 1, 1),
  'each-batch': () => eachBatch('each-batch', 3, true),
  'each-batch-untraced': () => eachBatch('each-batch-untraced', 3, false),
};

for (const definition of instrumentation.getModuleDefinitions()) definition.patch?.({ Kafka: MemoryKafka });
for (const [name, play] of Object.entries(scenarios)) {
  receiver.take();
  const truths = await play();
  await provider.forceFlush();
  const stand = {
    notCaptured: 'real spans of @opentelemetry/instrumentation-kafkajs 0.33.0, with a log in memory as the broker',
  };
  await writeFixture(join(import.meta.dirname, 'fixtures'), name, { ...stand, ...receiver.take() }, truths);
}
receiver.close();
process.exit(0);
