// One request from body to durable storage: decode, redact, translate, store. Answers what was left out.
import { createHash } from 'node:crypto';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { packRequest } from '#lib/ingest/pack-request.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { Decoding, type Rejection } from '../decode/decoding.ts';
import { decodeLogsJson, decodeTracesJson } from '../decode/json-request.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from '../decode/protobuf-request.ts';
import { timeWindowAt } from '../decode/time-window.ts';
import { type SenderNews, senderNews } from '../findings/sender-news.ts';
import { redactSpans } from '../redact.ts';
import type { Delivery } from './commit-group.ts';
import type { Sender } from './ingest-key.ts';
import type { RequestHead } from './request-head.ts';
import { recordsOf } from './stored.ts';

export interface Receiver {
  /** Makes a request durable; resolves when it may be acknowledged. */
  store: { add(delivery: Delivery): Promise<void> };
  /** Spans to evidence: the dialects. */
  toEvidence(spans: readonly SpanRow[], observedAt: Micros): Evidence[];
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
  if (head.signal === 'metrics') {
    const news = { findings: [], leads: [] };
    return { accepted: 0, rejections: [], news, partial: { rejected: 0, message: 'metrics are not stored' } };
  }
  const { delivery, rejections, news } = decode(receiver, body, head, sender, nowUs);
  const accepted = recordsOf(delivery);
  if (accepted > 0) await receiver.store.add(delivery);
  if (rejections.length === 0) return { accepted, rejections, news };
  const rejected = rejections.reduce((sum, one) => sum + one.count, 0);
  const message = rejections.map((one) => `${one.count} ${one.reason}`).join(', ');
  return { accepted, rejections, news, partial: { rejected, message } };
}

function decode(
  receiver: Receiver,
  body: Buffer,
  head: Pick<RequestHead, 'signal' | 'encoding'>,
  sender: Sender,
  nowUs: Micros,
): { delivery: Delivery; rejections: Rejection[]; news: SenderNews } {
  // The same bytes sent with keys of two environments are two requests.
  const id = createHash('sha256')
    .update(`${head.signal} ${sender.environment ?? ''}\n`)
    .update(body)
    .digest()
    .subarray(0, 16);
  const decoding = new Decoding(nowUs, undefined, timeWindowAt(nowUs));
  const isJson = head.encoding === 'json';
  if (head.signal === 'logs') {
    const { logs, rejections } = (isJson ? decodeLogsJson : decodeLogsProtobuf)(body, decoding);
    if (sender.environment !== null) for (const log of logs) log.resource.environment = sender.environment;
    const request = packRequest({ evidence: [], spans: [], logs });
    return { delivery: { id, request }, rejections, news: senderNews([], logs, nowUs) };
  }
  const { spans, rejections } = (isJson ? decodeTracesJson : decodeTracesProtobuf)(body, decoding);
  if (sender.environment !== null) for (const span of spans) span.resource.environment = sender.environment;
  redactSpans(spans);
  const evidence = receiver.toEvidence(spans, nowUs);
  const request = packRequest({ evidence, spans, logs: [] });
  return { delivery: { id, request }, rejections, news: senderNews(spans, [], nowUs) };
}
