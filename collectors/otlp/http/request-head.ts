// What is decided from the request line and headers alone, before a byte of the body is read. Pure.
import type { IncomingHttpHeaders } from 'node:http';
import type { OtlpEncoding } from '#lib/http/otlp-reply.ts';

export const signals = ['traces', 'logs', 'metrics'] as const;
export type Signal = (typeof signals)[number];

export interface RequestHead {
  signal: Signal;
  encoding: OtlpEncoding;
  /** The type to answer with: the one that was asked with. */
  contentType: string;
  isGzip: boolean;
  /** As declared; null = chunked. */
  contentLength: number | null;
}

export interface HeadRefusal {
  status: 404 | 405 | 413 | 415;
  message: string;
  encoding: OtlpEncoding;
}

const protobufTypes = ['application/x-protobuf', 'application/protobuf'];

/** The media type without parameters, lower-case. */
export const mediaType = (header: string | undefined): string =>
  (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Decides whether a body should be read at all. `maxBytes` limits the body as sent. */
export function readHead(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  maxBytes: number,
): RequestHead | HeadRefusal {
  const type = mediaType(headers['content-type']);
  const encoding: OtlpEncoding = protobufTypes.includes(type) ? 'protobuf' : 'json';
  const signal = signals.find((name) => path === `/v1/${name}`);
  if (!signal) return { status: 404, message: `nothing is served at ${path.slice(0, 200)}`, encoding };
  if (method !== 'POST') return { status: 405, message: `${signal} are sent with POST`, encoding };
  if (encoding === 'json' && type !== 'application/json') {
    const message = `content type "${type.slice(0, 100)}" is not one of application/x-protobuf, application/json`;
    return { status: 415, message, encoding };
  }
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'gzip' && coding !== 'identity' && coding !== '') {
    return {
      status: 415,
      message: `content encoding "${coding.slice(0, 100)}" is not one of gzip, identity`,
      encoding,
    };
  }
  const declared = headers['content-length'];
  const contentLength = declared === undefined ? null : Number(declared);
  if (contentLength !== null && contentLength > maxBytes) {
    return { status: 413, message: `the body is larger than ${maxBytes} bytes`, encoding };
  }
  return { signal, encoding, contentType: type, isGzip: coding === 'gzip', contentLength };
}
