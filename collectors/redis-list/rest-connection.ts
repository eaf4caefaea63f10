// Redis commands over Upstash's REST API. https://upstash.com/docs/redis/features/restapi
import * as z from 'zod';
import { AppError } from '#lib/errors.ts';
import type { Replies } from '#lib/watch/redis-connection.ts';
import type { ListConnection } from './list-connection.ts';

const timeoutMs = 20_000;
/** Of one answer. Pages are made smaller long before it comes to this. */
const mostBytes = 128 * 1024 * 1024;

const reply = z.union([z.object({ result: z.unknown() }), z.object({ error: z.string() })]);
const answer = z.union([z.array(reply), z.object({ error: z.string() })]);

export class RestConnection implements ListConnection {
  #url: string;
  #token: string;

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /** `/multi-exec`, not `/pipeline`: a message that moves from list to list in between would be seen in neither. Both are billed by the command. */
  transaction(commands: readonly string[][], signal: AbortSignal): Promise<Replies> {
    return this.#post('/multi-exec', commands, signal);
  }

  async info(signal: AbortSignal): Promise<string> {
    // `INFO` is not billed.
    const [said] = await this.#post('/pipeline', [['INFO']], signal);
    return typeof said?.[1] === 'string' ? said[1] : '';
  }

  close(): void {}

  async #post(path: string, commands: readonly string[][], signal: AbortSignal): Promise<Replies> {
    signal.throwIfAborted();
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(commands),
      // A token is for the host that it was given for.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    }).catch((error: Error) => {
      // "fetch failed", because of: this says what is the matter.
      throw error.cause ?? error;
    });
    const said = answer.safeParse(parse(await textOf(response)));
    if (response.status === 401) {
      const why = said.data && 'error' in said.data ? said.data.error : 'status 401';
      throw new AppError('unavailable', `Upstash refused the token: ${why}`);
    }
    if (!said.success) {
      const what = `${response.status} ${response.headers.get('content-type') ?? ''}`.trim();
      throw new AppError(
        'unavailable',
        `what answers here is not Upstash’s REST API: check the address (it said ${what})`,
      );
    }
    if (!Array.isArray(said.data)) throw new Error(said.data.error);
    return said.data.map((one) => ('error' in one ? [new Error(one.error), null] : [null, one.result]));
  }
}

/** Throws when it is longer than is good for us. */
async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes)
      throw new AppError('too_large', 'The answer is larger than 128 MiB: messages are too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
