// Check-ins over HTTP: `POST|GET /check-in/{token}…` beside OTLP. A thin shell around lib/check-in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { KnownTokens } from '#lib/check-in/known-tokens.ts';
import { OpenRuns } from '#lib/check-in/open-runs.ts';
import { maxBodyBytes, OutputTail } from '#lib/check-in/output-tail.ts';
import { type CheckInMeans, takeCheckIn } from '#lib/check-in/take-check-in.ts';
import { watchDoor } from '#lib/check-in/watch-door.ts';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import type { SideDoor, SideDoorMeans } from '#lib/http/side-door.ts';
import { log } from '#lib/log.ts';

export function openCheckInDoor({ pool, folder, store, isCaughtUp }: SideDoorMeans): SideDoor {
  const tokens = new KnownTokens(pool, join(folder, 'check-in-tokens.json'));
  const means: CheckInMeans = { scheduleOf: (hash) => tokens.scheduleOf(hash), openRuns: new OpenRuns(pool), store };
  const stopWatch = watchDoor(pool, isCaughtUp);
  return {
    answer: (path, request, response) =>
      path.startsWith('/check-in/') ? answer(means, path, request, response) : null,
    close: stopWatch,
  };
}

async function answer(
  means: CheckInMeans,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const { method = '', headers, url = '' } = request;
  if (method !== 'GET' && method !== 'POST') {
    response.setHeader('allow', 'GET, POST');
    return send(response, 405, { error: { code: 'invalid_input', message: 'Check-ins are sent with GET or POST.' } });
  }
  const header = (name: string): string | null => {
    const value = headers[name];
    return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
  };
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length));
  try {
    const taken = await takeCheckIn(means, { path, query, header }, () => readOutput(request), Date.now() * 1000);
    return send(response, 200, taken);
  } catch (error) {
    return fail(response, error);
  }
}

const cutShort = () => new AppError('invalid_input', 'The body was cut short.');

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if ((error as { code?: string }).code === 'ECONNRESET') return cutShort();
  log.error({ err: error }, 'a check-in could not be taken');
  return new AppError('unavailable', 'The check-in could not be stored.', { retryAfterSeconds: 5 });
}

function fail(response: ServerResponse, error: unknown): number {
  const { code, message, fields, retryAfterSeconds } = toAppError(error);
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  return send(response, httpStatusOf[code], { error: { code, message, ...(fields ? { fields } : {}) } });
}

async function readOutput(request: IncomingMessage): Promise<string> {
  const coding = request.headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity') throw new AppError('unsupported', 'Send the output as it is, without a content encoding.');
  const tail = new OutputTail();
  let bytes = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    bytes += (piece as Buffer).length;
    if (bytes > maxBodyBytes) throw new AppError('too_large', `A body may have at most ${maxBodyBytes} bytes.`);
    tail.push(piece as Buffer);
  }
  if (!request.complete) throw cutShort();
  return tail.text();
}

function send(response: ServerResponse, status: number, body: object): number {
  if (response.destroyed) return status;
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  });
  response.end(bytes);
  return status;
}
