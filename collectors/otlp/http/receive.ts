// One request from body to durable storage. Answers what was left out.
import type { Micros } from '#lib/domain/evidence.ts';
import { recordsIn } from '#lib/ingest/pack-request.ts';
import type { BodyToDecode, DecodedRequest } from '../decode/decode-request.ts';
import type { Rejection } from '../decode/decoding.ts';
import type { SenderNews } from '../findings/sender-news.ts';
import type { Delivery } from './commit-group.ts';
import type { Sender } from './ingest-key.ts';
import type { RequestHead } from './request-head.ts';

export interface Receiver {
  /** Makes a request durable; resolves when it may be acknowledged. */
  store: { add(delivery: Delivery): Promise<void> };
  /** Here or in another thread, to which the body is moved. Throws AppError: invalid_input, too_large, unavailable. */
  decode(asked: BodyToDecode): Promise<DecodedRequest>;
}

export interface Received {
  accepted: number;
  rejections: Rejection[];
  /** What it tells about its senders. */
  news: SenderNews;
  /** For the answer; absent = everything was taken. */
  partial?: { rejected: number; message: string };
}

/** Takes one whole body in, however it came. Throws AppError when nothing of it was stored. */
export async function receiveBody(
  receiver: Receiver,
  body: Buffer,
  head: Pick<RequestHead, 'signal' | 'encoding'>,
  sender: Sender,
  nowUs: Micros,
): Promise<Received> {
  const { signal, encoding } = head;
  if (signal === 'metrics') {
    const news = { findings: [], leads: [], beats: [], schedules: [] };
    return { accepted: 0, rejections: [], news, partial: { rejected: 0, message: 'metrics are not stored' } };
  }
  const { environment } = sender;
  const { id, request, rejections, news } = await receiver.decode({ body, signal, encoding, environment, nowUs });
  const accepted = recordsIn(request);
  if (accepted > 0) await receiver.store.add({ id, request });
  if (rejections.length === 0) return { accepted, rejections, news };
  const rejected = rejections.reduce((sum, one) => sum + one.count, 0);
  const message = rejections.map((one) => `${one.count} ${one.reason}`).join(', ');
  return { accepted, rejections, news, partial: { rejected, message } };
}
