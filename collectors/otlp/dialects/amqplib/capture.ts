// Takes the fixtures: real messages through a real RabbitMQ, traced by OpenTelemetry's amqplib instrumentation. The true answers
// are what the program itself did with each delivery.
// Run: node collectors/otlp/dialects/amqplib/capture.ts   (needs Debian's rabbitmq-server)
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';
import { startRabbitmq } from '../capture/rabbitmq.ts';
import { openReceiver } from '../capture/receiver.ts';
import { startTracing } from '../capture/tracing.ts';
import { writeFixture } from '../capture/write-fixture.ts';
import { scenarios } from './capture-scenarios.ts';

const receiver = await openReceiver();
const broker = await startRabbitmq();
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  void broker.stop().then(() => process.exit(1));
});
const provider = startTracing(receiver.url);
const instrumentation = new AmqplibInstrumentation();
const { connect } = createRequire(import.meta.url)('amqplib') as typeof import('amqplib');

for (const [name, { play, config = {} }] of Object.entries(scenarios)) {
  instrumentation.setConfig(config);
  const connection = await connect(broker.url);
  receiver.take();
  const truths = await play(connection);
  await connection.close();
  await provider.forceFlush();
  await writeFixture(join(import.meta.dirname, 'fixtures'), name, receiver.take(), truths);
}
receiver.close();
await broker.stop();
process.exit(0);
