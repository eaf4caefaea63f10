// One request's body to the form in which it is stored: decode, redact, translate, pack. Pure, in whichever thread there is.
import { createHash } from 'node:crypto';
import type { Micros } from '#lib/domain/evidence.ts';
import type { OtlpEncoding } from '#lib/http/otlp-reply.ts';
import { type PackedRequest, packRequest } from '#lib/ingest/pack-request.ts';
import type { LogRow, SpanRow } from '#lib/ingest/span-row.ts';
import { spansToEvidence } from '../dialects/index.ts';
import { logsToEvidence } from '../dialects/job-attributes/log-to-evidence.ts';
import { type SenderNews, senderNews } from '../findings/sender-news.ts';
import { redactLogs, redactSpans } from '../redact.ts';
import { Decoding, type Rejection } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';
import { timeWindowAt } from './time-window.ts';

export interface BodyToDecode {
  /** Inflated. */
  body: Buffer;
  signal: 'traces' | 'logs';
  encoding: OtlpEncoding;
  /** The one environment that the sender's key writes to; null = the sender says. */
  environment: string | null;
  nowUs: Micros;
}

export interface DecodedRequest {
  /** Identity of the body, for the batch ledger. */
  id: Buffer;
  request: PackedRequest;
  rejections: Rejection[];
  news: SenderNews;
}

/** Throws AppError: invalid_input (the body is not what it says it is), too_large (it would take too much memory). */
export function decodeRequest(asked: BodyToDecode): DecodedRequest {
  const { signal, body, environment } = asked;
  // The same bytes sent with keys of two environments are two requests.
  const name = createHash('sha256').update(`${signal} ${environment ?? ''}\n`);
  const id = name.update(body).digest().subarray(0, 16);
  const { spans, logs, rejections } = signal === 'traces' ? takeSpans(asked) : takeLogs(asked);
  const evidence = [...spansToEvidence(spans, asked.nowUs), ...logsToEvidence(logs, asked.nowUs)];
  const news = senderNews(spans, logs, asked.nowUs);
  return {
    id,
    request: packRequest({ evidence, spans, logs }),
    rejections: rejections.map((one) => bare(one, environment)),
    news,
  };
}

interface Rows {
  spans: SpanRow[];
  logs: LogRow[];
  rejections: Rejection[];
}

function takeSpans({ body, encoding, environment, nowUs }: BodyToDecode): Rows {
  const decode = encoding === 'json' ? decodeTracesJson : decodeTracesProtobuf;
  const { spans, rejections } = decode(body, new Decoding(nowUs, undefined, timeWindowAt(nowUs)));
  if (environment !== null) for (const span of spans) span.resource.environment = environment;
  redactSpans(spans);
  return { spans, logs: [], rejections };
}

function takeLogs({ body, encoding, environment, nowUs }: BodyToDecode): Rows {
  const decode = encoding === 'json' ? decodeLogsJson : decodeLogsProtobuf;
  const { logs, rejections } = decode(body, new Decoding(nowUs, undefined, timeWindowAt(nowUs)));
  if (environment !== null) for (const log of logs) log.resource.environment = environment;
  redactLogs(logs);
  return { spans: [], logs, rejections };
}

/** Whose it was is all that is told; the attributes stay here. */
function bare(rejection: Rejection, environment: string | null): Rejection {
  const { service, environment: told } = rejection.resource;
  return { ...rejection, resource: { service, environment: environment ?? told, attributes: {} } };
}
