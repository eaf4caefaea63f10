// As much of kafkajs as its instrumentation touches, around one partition in memory: what is sent is kept, a consumer is given all of it, and a
// record whose handler throws is given again.

export interface Message {
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer>;
}
interface Sent {
  key?: string;
  value: string;
  headers?: Record<string, string>;
}
interface RunConfig {
  eachMessage?(payload: { topic: string; partition: number; message: Message }): Promise<void>;
  eachBatch?(payload: { batch: { topic: string; partition: number; messages: Message[] } }): Promise<void>;
}

export class MemoryKafka {
  readonly #log = new Map<string, Message[]>();

  append(topic: string, messages: readonly Sent[]): void {
    const log = this.#log.get(topic) ?? [];
    this.#log.set(topic, log);
    for (const { key, value, headers = {} } of messages) {
      log.push({
        offset: String(log.length),
        key: key === undefined ? null : Buffer.from(key),
        value: Buffer.from(value),
        headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
      });
    }
  }

  producer() {
    const send = async ({ topic, messages }: { topic: string; messages: Sent[] }) => this.append(topic, messages);
    const sendBatch = async ({ topicMessages }: { topicMessages: { topic: string; messages: Sent[] }[] }) => {
      for (const { topic, messages } of topicMessages) this.append(topic, messages);
    };
    return { send, sendBatch, transaction: async () => ({ send, sendBatch }), on: () => {}, events: {} };
  }

  consumer() {
    const run = async ({ eachMessage, eachBatch }: RunConfig): Promise<void> => {
      for (const [topic, messages] of this.#log) {
        await eachBatch?.({ batch: { topic, partition: 0, messages } });
        if (!eachMessage) continue;
        for (const message of messages) {
          while (await isRefused(eachMessage({ topic, partition: 0, message })));
        }
      }
    };
    return { run, on: () => {}, events: {} };
  }
}

/** Whether a handler threw; the next try comes a little later. */
async function isRefused(handled: Promise<void>): Promise<boolean> {
  try {
    await handled;
    return false;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return true;
  }
}
