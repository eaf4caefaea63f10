// The way of one request that every listener uses: who sends, is there room, is the sender within its quota, then body, decoding and durable
// storage, and in the end the count of what became of it.
import { AppError, httpStatusOf } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { Rejection } from '../decode/decoding.ts';
import type { SenderNews } from '../findings/sender-news.ts';
import type { Admission, Share } from './admission.ts';
import type { DoorCounters } from './counters.ts';
import type { Sender } from './ingest-key.ts';
import { type KeyQuotas, type Quota, QuotaRefusal } from './quota.ts';
import { type Received, type Receiver, receiveBody } from './receive.ts';
import type { RequestHead } from './request-head.ts';

export interface Intake extends Receiver {
  admission: Admission;
  quotas: KeyQuotas;
  counters: DoorCounters;
  /** Who sends; throws AppError when nobody may. */
  authenticate(authorization: string | undefined): Promise<Sender>;
  /** Throws AppError('too_busy') while the deriver is too far behind. */
  checkBacklog(): void;
  /** Told what was left out; must not throw. */
  onRejected(rejections: readonly Rejection[], environment: string | null): void;
  /** Told what an acknowledged request says about its senders; must not throw. */
  onNews?(news: SenderNews): void;
  /** Told of a body that could not be decoded; must not throw. */
  onUndecodable(reason: string, message: string): void;
}

export interface Arrival extends Pick<RequestHead, 'signal' | 'encoding'> {
  authorization: string | undefined;
  /** Bytes of the body as sent, when they are known; null = counted while it is read. */
  contentLength: number | null;
  /** Gives the inflated body; `share` is grown by `contentLength` already, and is to be grown by whatever more is held. */
  read(share: Share): Promise<Buffer>;
}

/** Takes one request in. Never throws: what is not received is an AppError to be told to the sender. */
export async function takeIn(intake: Intake, arrival: Arrival): Promise<Received | AppError> {
  const startedAt = performance.now();
  const { admission, counters, quotas } = intake;
  const share = admission.open();
  counters.begin();
  let quota: Quota | null = null;
  const ended = (status: number, outcome: 'acked' | 'refused' | 'failed') =>
    counters.countAnswer(arrival.signal, status, outcome, (performance.now() - startedAt) / 1000);
  try {
    const sender = await intake.authenticate(arrival.authorization);
    intake.checkBacklog();
    const bytes = arrival.contentLength ?? 0;
    if (sender.key !== null) {
      quota = quotas.of(sender.key, performance.now());
      share.chargeTo(quota, bytes);
    }
    share.grow(bytes);
    const received = await receiveBody(intake, await arrival.read(share), arrival, sender, Date.now() * 1000);
    for (const { reason, count } of received.rejections) counters.countRejected(reason, count);
    if (received.rejections.length > 0) intake.onRejected(received.rejections, sender.environment);
    intake.onNews?.(received.news);
    ended(200, 'acked');
    return received;
  } catch (error) {
    if (error instanceof QuotaRefusal) await quota?.hold(error);
    const known = toAppError(error);
    const status = httpStatusOf[known.code];
    if (status === 400) intake.onUndecodable('undecodable', known.message);
    ended(status, error === known ? 'refused' : 'failed');
    return known;
  } finally {
    share.end();
  }
}

/** What is not an AppError is a fault of ours or of the database: the sender should try again. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if ((error as { code?: string }).code === 'ECONNRESET')
    return new AppError('invalid_input', 'the body was cut short');
  log.error({ err: error }, 'a request could not be taken in');
  return new AppError('unavailable', 'the telemetry could not be stored', { cause: error, retryAfterSeconds: 5 });
}
