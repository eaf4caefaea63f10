// What one check-in says, from its request alone: `/check-in/{token}[/start|success|fail|log|skip|{exitCode}]`. Pure.
import type { SpanRef } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';

export const checkInPhases = ['start', 'success', 'fail', 'log', 'skip'] as const;
export type CheckInPhase = (typeof checkInPhases)[number];

export interface CheckIn {
  token: string;
  phase: CheckInPhase;
  /** Ties the check-ins of one execution together; null = the sender has none. */
  rid: string | null;
  /** 0–255, where the sender tells one. */
  exitCode: number | null;
  /** Name of the signal that ended the command. */
  signal: string | null;
  /** By the sender's clock, at an end. */
  durationMs: number | null;
  worker: string | null;
  version: string | null;
  correlationId: string | null;
  /** The span in which the sender was, by its `traceparent`. */
  parent: SpanRef | null;
}

export interface CheckInRequest {
  /** Behind the host, without the query. */
  path: string;
  query: URLSearchParams;
  header(name: string): string | null;
}

const maxName = 200;
/** A day-long command is long; a year is a mistake. */
const longestMs = 366 * 86_400_000;

/** Throws AppError: not_found (not a check-in's path), invalid_input with the field that is wrong. */
export function readCheckIn({ path, query, header }: CheckInRequest): CheckIn {
  const [, door, token, word, ...rest] = path.split('/');
  if (door !== 'check-in' || !token || rest.length > 0)
    throw new AppError(
      'not_found',
      'Check-ins go to /check-in/{token}, with /start, /success, /fail, /log or an exit code.',
    );
  const { phase, exitCode } = readPhase(word || 'success');
  return {
    token,
    phase,
    exitCode,
    rid: readWord(query, 'rid'),
    signal: readWord(query, 'signal'),
    durationMs: readDuration(query.get('durationMs')),
    worker: readWord(query, 'worker'),
    version: readWord(query, 'version'),
    correlationId: readWord(query, 'correlationId') ?? readHeaderId(header('x-correlation-id')),
    parent: readTraceparent(header('traceparent') ?? query.get('traceparent')),
  };
}

const refuse = (field: string, fault: string) =>
  new AppError('invalid_input', `${field} ${fault}.`, { fields: { [field]: fault } });

function readPhase(word: string): { phase: CheckInPhase; exitCode: number | null } {
  const phase = checkInPhases.find((one) => one === word);
  if (phase) return { phase, exitCode: null };
  const exitCode = /^\d{1,3}$/.test(word) ? Number(word) : Number.NaN;
  if (!(exitCode <= 255))
    throw refuse('phase', `must be one of ${checkInPhases.join(', ')} or an exit code from 0 to 255`);
  return { phase: exitCode === 0 ? 'success' : 'fail', exitCode };
}

function readWord(query: URLSearchParams, name: string): string | null {
  const value = query.get(name)?.trim();
  if (!value) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (value.length > maxName || /[\u0000-\u001f\u007f]/.test(value))
    throw refuse(name, `must have at most ${maxName} characters, none of them a control character`);
  return value;
}

function readDuration(text: string | null): number | null {
  if (text === null || text === '') return null;
  const ms = Number(text);
  if (!(ms >= 0 && ms <= longestMs)) throw refuse('durationMs', 'must be a number of milliseconds');
  return ms;
}

/** Percent-coded where it is not plain ASCII, as the worker kit sends it. One that cannot be an id is left out: the check-in matters more. */
function readHeaderId(header: string | null): string | null {
  if (!header) return null;
  let id = header.trim();
  try {
    id = decodeURIComponent(id);
  } catch {
    // It was not coded.
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return id === '' || id.length > maxName || /[\u0000-\u001f\u007f]/.test(id) ? null : id;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header; what is no such header is left out. */
function readTraceparent(text: string | null): SpanRef | null {
  const found = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}/.exec(text?.trim().toLowerCase() ?? '');
  const [, traceId = '', spanId = ''] = found ?? [];
  return /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(spanId) ? { traceId, spanId } : null;
}
