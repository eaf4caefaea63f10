// One call, from its headers on: the key is checked, and the backlog, before any of the message is read. grpc-js reads on demand, so
// until then a sender can send no more than HTTP/2's window (64 KiB). What grpc-js does not show is a message while it comes in: it is
// counted against the memory of all requests when it is whole and inflated. So only a few messages are read at a time.
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { AppError } from '#lib/errors.ts';
import { encodeSuccess } from '#lib/http/otlp-reply.ts';
import type { Share } from '../http/admission.ts';
import type { Received } from '../http/receive.ts';
import type { Signal } from '../http/request-head.ts';
import { type Intake, takeIn } from '../http/take-in.ts';
import { toFailure } from './failure.ts';
import { Turnstile } from './turnstile.ts';

export interface CallOptions {
  /** How long a message may take to come in, once it is its turn. */
  readTimeoutMs: number;
  /** Messages that are read at a time. */
  maxReading: number;
  /** Told when a call of a connection begins, and when it is answered or broken off. */
  begin(connection: { remoteAddress?: string; remotePort?: number }): () => void;
}

/** Answers every call of the methods in `signals` by itself; handlers are never reached. */
export function takeCalls(
  intake: Intake,
  signals: ReadonlyMap<string, Signal>,
  options: CallOptions,
): ServerInterceptor {
  const turnstile = new Turnstile(options.maxReading);
  return (method, call) => {
    const signal = signals.get(method.path);
    if (!signal) return new ServerInterceptingCall(call);
    const message = new ComingMessage(call, turnstile, options.readTimeoutMs);
    const end = options.begin(call.getConnectionInfo());
    return new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata) {
            const authorization = metadata.get('authorization')[0]?.toString();
            const read = (share: Share) => message.read(share);
            void takeIn(intake, { signal, encoding: 'protobuf', authorization, contentLength: null, read }).then(
              (outcome) => {
                end();
                answer(call, signal, outcome);
              },
            );
          },
          onReceiveMessage(body: Buffer) {
            message.arrive(body);
          },
          onReceiveHalfClose() {
            message.fail('the call has no message');
          },
          onCancel() {
            message.fail('the call was broken off, or its message is too large or cannot be inflated');
          },
        });
      },
    });
  };
}

/** Without effect on a call that was answered already, or broken off. */
function answer(call: ServerInterceptingCallInterface, signal: Signal, outcome: Received | AppError): void {
  if (outcome instanceof AppError) call.sendStatus(toFailure(outcome));
  else {
    call.sendMessage(encodeSuccess('protobuf', signal, outcome.partial), () =>
      call.sendStatus({ code: status.OK, details: 'OK' }),
    );
  }
}

class ComingMessage {
  readonly #call: ServerInterceptingCallInterface;
  readonly #turnstile: Turnstile;
  readonly #timeoutMs: number;
  readonly #whole = Promise.withResolvers<Buffer>();

  constructor(call: ServerInterceptingCallInterface, turnstile: Turnstile, timeoutMs: number) {
    this.#call = call;
    this.#turnstile = turnstile;
    this.#timeoutMs = timeoutMs;
    // Heard only once it is read.
    this.#whole.promise.catch(() => {});
  }

  arrive(body: Buffer): void {
    this.#whole.resolve(body);
  }

  fail(why: string): void {
    this.#whole.reject(new AppError('invalid_input', why));
  }

  /** Throws AppError: invalid_input (broken off), unavailable (too slow, or no room). */
  async read(share: Share): Promise<Buffer> {
    const leave = await this.#turnstile.enter();
    const tooSlow = () =>
      this.#whole.reject(new AppError('unavailable', 'the message came in too slowly', { retryAfterSeconds: 1 }));
    const timer = setTimeout(tooSlow, this.#timeoutMs);
    try {
      this.#call.startRead();
      const body = await this.#whole.promise;
      share.grow(body.length);
      return body;
    } finally {
      clearTimeout(timer);
      leave();
    }
  }
}
