// The messages that `capture.ts` sends, one scenario a fixture, and what became of each. Longer than most files: it is one list, and its
// scenarios are read beside each other.
import type { AmqplibInstrumentationConfig } from '@opentelemetry/instrumentation-amqplib';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { RunTruth } from '../capture/run-truth.ts';

export interface Scenario {
  config?: AmqplibInstrumentationConfig;
  play(connection: ChannelModel): Promise<RunTruth[]>;
}

type Verb = 'ack' | 'requeue' | 'refuse' | 'keep';
const stateAfter = { ack: 'succeeded', requeue: 'failed', refuse: 'failed', keep: 'running' } as const;
const errorAfter: Record<Verb, string | null> = {
  ack: null,
  requeue: 'nack called on message with requeue',
  refuse: 'reject called on message without requeue',
  keep: null,
};
const work = () => new Promise((resolve) => setTimeout(resolve, 15));
const body = Buffer.from('{}');

/** Handles deliveries of a queue as `verbs` say, in turn, and tells what became of each message when as many came as there are verbs. */
async function handle(
  channel: Channel,
  queue: string,
  verbs: Verb[],
  { key = (_: ConsumeMessage): string => '', noAck = false, during = async (_: ConsumeMessage) => {} } = {},
): Promise<Map<string, RunTruth>> {
  const truths = new Map<string, RunTruth>();
  let came = 0;
  let settled = 0;
  await new Promise<void>((resolve) => {
    void channel.consume(
      queue,
      async (message) => {
        if (!message) return;
        const verb = verbs[came++] ?? 'ack';
        const now = Date.now();
        const truth = truthFor(truths, queue, message, key(message));
        await work();
        await during(message);
        truth.attempts.push(stateAfter[verb]);
        truth.startedAtMs?.push(now);
        truth.error = errorAfter[verb] ?? truth.error;
        truth.state =
          verb === 'ack' ? 'succeeded' : verb === 'refuse' ? 'dead' : verb === 'keep' ? 'running' : 'retrying';
        if (!noAck) settle(channel, message, verb);
        if (++settled >= verbs.length) resolve();
      },
      { noAck },
    );
  });
  return truths;
}

function truthFor(truths: Map<string, RunTruth>, queue: string, message: ConsumeMessage, key: string): RunTruth {
  const { messageId, correlationId } = message.properties;
  const id = `${messageId ?? key}`;
  const known = truths.get(id);
  if (known) return known;
  const truth: RunTruth = {
    system: 'rabbitmq',
    queue,
    job: message.fields.routingKey,
    state: 'running',
    attempts: [],
    error: null,
    startedAtMs: [],
  };
  if (messageId) truth.jobId = messageId;
  if (correlationId) truth.correlation = correlationId;
  truths.set(id, truth);
  return truth;
}

function settle(channel: Channel, message: ConsumeMessage, verb: Verb): void {
  if (verb === 'ack') channel.ack(message);
  if (verb === 'requeue') channel.nack(message, false, true);
  if (verb === 'refuse') channel.reject(message, false);
}

async function plain(connection: ChannelModel, queue: string, verbs: Verb[], properties: object): Promise<RunTruth[]> {
  const channel = await connection.createChannel();
  await channel.assertQueue(queue);
  const createdAtMs = Date.now();
  channel.sendToQueue(queue, body, properties);
  const truths = [...(await handle(channel, queue, verbs)).values()];
  await channel.close();
  return truths.map((truth) => ({ ...truth, createdAtMs }));
}

const named = { messageId: 'order-17', correlationId: 'checkout-17' };

export const scenarios: Record<string, Scenario> = {
  success: { play: (connection) => plain(connection, 'mail', ['ack'], named) },
  anonymous: { play: (connection) => plain(connection, 'anonymous', ['ack'], {}) },
  requeued: {
    play: (connection) => plain(connection, 'requeued', ['requeue', 'requeue', 'ack'], { messageId: 'r-1' }),
  },
  'requeued-anonymous': { play: (connection) => plain(connection, 'requeued-anonymous', ['requeue', 'ack'], {}) },
  links: {
    config: { useLinksForConsume: true },
    play: (connection) => plain(connection, 'links', ['requeue', 'ack'], {}),
  },

  'nack-by-default': {
    // Without a word on requeueing, RabbitMQ puts the message back.
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertQueue('nack-by-default');
      channel.sendToQueue('nack-by-default', body, { messageId: 'n-1' });
      const message = await next(channel, 'nack-by-default', (one) => channel.nack(one));
      const after = await handle(channel, 'nack-by-default', ['ack'], { key: () => 'n-1' });
      await channel.close();
      const [truth] = after.values() as IterableIterator<RunTruth>;
      if (!truth || !message) throw new Error('The message was not put back.');
      return [
        { ...truth, attempts: ['failed', ...truth.attempts], startedAtMs: undefined, error: 'nack called on message' },
      ];
    },
  },

  'dead-lettered': {
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertQueue('graves');
      const deadLetterTo = { deadLetterExchange: '', deadLetterRoutingKey: 'graves' };
      await channel.assertQueue('charges', deadLetterTo);
      channel.sendToQueue('charges', body, { messageId: 'c-1' });
      const dead = await handle(channel, 'charges', ['requeue', 'refuse']);
      const buried = await handle(channel, 'graves', ['ack']);
      await channel.close();
      return [...dead.values(), ...buried.values()];
    },
  },

  waiting: {
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertQueue('waiting');
      channel.sendToQueue('waiting', body, { messageId: 'w-1' });
      await channel.close();
      return [
        {
          system: 'rabbitmq',
          queue: 'waiting',
          job: 'waiting',
          jobId: 'w-1',
          state: 'queued',
          attempts: [],
          error: null,
        },
      ];
    },
  },

  bulk: {
    async play(connection) {
      const channel = await connection.createConfirmChannel();
      await channel.assertQueue('bulk');
      for (const n of [1, 2, 3]) channel.sendToQueue('bulk', body, { messageId: `b-${n}` });
      await channel.waitForConfirms();
      const truths = await handle(channel, 'bulk', ['ack', 'ack', 'ack']);
      await channel.close();
      return [...truths.values()];
    },
  },

  topic: {
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertExchange('events', 'topic');
      await channel.assertQueue('receipts');
      await channel.bindQueue('receipts', 'events', 'order.*');
      channel.publish('events', 'order.paid', body, {});
      const truths = await handle(channel, 'receipts', ['ack']);
      await channel.close();
      return [...truths.values()];
    },
  },

  fanout: {
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertExchange('news', 'fanout');
      for (const queue of ['readers', 'archive']) {
        await channel.assertQueue(queue);
        await channel.bindQueue(queue, 'news', '');
      }
      channel.publish('news', 'issue', body, { messageId: 'f-1' });
      const both = await Promise.all([
        handle(channel, 'readers', ['requeue', 'ack']),
        handle(channel, 'archive', ['ack']),
      ]);
      await channel.close();
      return both.flatMap((truths) => [...truths.values()]);
    },
  },

  'no-ack': {
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertQueue('no-ack');
      channel.sendToQueue('no-ack', body, { messageId: 'a-1' });
      const truths = await handle(channel, 'no-ack', ['ack'], { noAck: true });
      await channel.close();
      return [...truths.values()];
    },
  },

  'channel-closed': {
    // The worker goes away with the message in its hands: the broker gives it to the next one.
    async play(connection) {
      const first = await connection.createChannel();
      await first.assertQueue('channel-closed');
      first.sendToQueue('channel-closed', body, { messageId: 'l-1' });
      await handle(first, 'channel-closed', ['keep']);
      await first.close();
      const second = await connection.createChannel();
      const truths = await handle(second, 'channel-closed', ['ack']);
      await second.close();
      return [...truths.values()].map((truth) => ({
        ...truth,
        attempts: ['lost', ...truth.attempts],
        startedAtMs: undefined,
      }));
    },
  },

  unsettled: {
    // The instrumentation ends the span after a while; the message is still in the worker's hands.
    config: { consumeTimeoutMs: 80 },
    async play(connection) {
      const channel = await connection.createChannel();
      await channel.assertQueue('unsettled');
      channel.sendToQueue('unsettled', body, { messageId: 'u-1' });
      const truths = await handle(channel, 'unsettled', ['keep']);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await channel.close();
      return [...truths.values()];
    },
  },

  chain: {
    async play(connection) {
      const channel = await connection.createChannel();
      for (const queue of ['orders', 'invoices']) await channel.assertQueue(queue);
      channel.sendToQueue('orders', body, { messageId: 'o-1', correlationId: 'cart-9' });
      const forward = async () =>
        void channel.sendToQueue('invoices', body, { messageId: 'i-1', correlationId: 'cart-9' });
      const orders = await handle(channel, 'orders', ['ack'], { during: forward });
      const invoices = await handle(channel, 'invoices', ['ack']);
      await channel.close();
      return [...orders.values(), ...[...invoices.values()].map((one) => ({ ...one, parent: 'o-1' }))];
    },
  },
};

/** The next delivery of a queue, by a consumer that is cancelled at once; `then` settles it. */
async function next(
  channel: Channel,
  queue: string,
  then: (message: ConsumeMessage) => void,
): Promise<ConsumeMessage | null> {
  const consumerTag = `once-${queue}`;
  const message = await new Promise<ConsumeMessage | null>((resolve) => {
    void channel.consume(queue, resolve, { consumerTag });
  });
  await channel.cancel(consumerTag);
  if (message) then(message);
  return message;
}
