// GitHub pushes what happens to `POST /webhook/github-actions/{source id}` at the door, beside OTLP: seen at once instead of at the next poll, which
// brings what a push does not tell. Signed with the source's secret. https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SourceSettings } from '#lib/collector.ts';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import type { SideDoor, SideDoorMeans } from '#lib/http/side-door.ts';
import { packRequest } from '#lib/ingest/pack-request.ts';
import { log } from '#lib/log.ts';
import { type PushedSource, PushedSources } from './pushed-sources.ts';
import { workflowRunEvent } from './shapes.ts';
import { runToEvidence } from './to-evidence.ts';

const path = /^\/webhook\/github-actions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** GitHub sends up to 25 MB; a workflow run is some tens of kB. Read before anybody is known: it must be signed as a whole. */
const maxBodyBytes = 1024 * 1024;

export function openGitHubDoor(means: SideDoorMeans): SideDoor {
  const sources = new PushedSources(means);
  return {
    answer(asked, request, response) {
      if (!asked.startsWith('/webhook/github-actions/')) return null;
      return take(sources, means, path.exec(asked)?.[1] ?? null, request).then(
        (status) => end(response, status, { status: status === 202 ? 'taken' : 'ignored' }),
        (error) => fail(response, error),
      );
    },
    close: async () => {},
  };
}

/** 202 for what is durable now, 200 for what is not about a scheduled run. */
async function take(
  sources: PushedSources,
  { store }: SideDoorMeans,
  id: string | null,
  request: IncomingMessage,
): Promise<number> {
  if (request.method !== 'POST') throw new AppError('invalid_input', 'GitHub pushes with POST.');
  const source = id === null ? null : await sources.get(id);
  if (!source) throw new AppError('not_found', 'No source with a webhook secret has this address.');
  const body = await readBody(request);
  requireSignature(source, body, headerOf(request, 'x-hub-signature-256'));
  if (headerOf(request, 'x-github-event') !== 'workflow_run') return 200;
  const event = workflowRunEvent.safeParse(parsed(body));
  if (!event.success)
    throw new AppError(
      'invalid_input',
      'The body is no workflow_run event as JSON: choose application/json at GitHub.',
    );
  const evidence = pushedEvidence(event.data.workflow_run, source.settings, Date.now() * 1000);
  if (evidence.length === 0) return 200;
  const delivery = createHash('sha256').update(`github\0${id}\0`).update(body).digest().subarray(0, 16);
  await store({ id: delivery, request: packRequest({ evidence, spans: [], logs: [] }) });
  return 202;
}

function pushedEvidence(
  run: Parameters<typeof runToEvidence>[0],
  settings: SourceSettings<{ repositories: string[] }>,
  nowUs: number,
) {
  const name = run.repository.full_name.toLowerCase();
  const isWatched = settings.config.repositories.some((one) => one.toLowerCase() === name);
  return run.event === 'schedule' && isWatched ? runToEvidence(run, null, settings, nowUs) : [];
}

/** Throws AppError('unauthorized'). Compared in constant time. */
export function requireSignature(
  { secret }: Pick<PushedSource, 'secret'>,
  body: Buffer,
  signature: string | null,
): void {
  const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const sent = Buffer.from(signature ?? '');
  if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted))
    throw new AppError('unauthorized', 'The signature is not of this body and the source’s webhook secret.');
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    bytes += (piece as Buffer).length;
    if (bytes > maxBodyBytes) throw new AppError('too_large', `A body may have at most ${maxBodyBytes} bytes.`);
    pieces.push(piece as Buffer);
  }
  if (!request.complete) throw new AppError('invalid_input', 'The body was cut short.');
  return Buffer.concat(pieces);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function fail(response: ServerResponse, error: unknown): number {
  const known = error instanceof AppError ? error : null;
  if (!known) log.error({ err: error }, 'a push of GitHub could not be taken');
  const { code, message, retryAfterSeconds } =
    known ?? new AppError('unavailable', 'The push could not be stored.', { retryAfterSeconds: 5 });
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  return end(response, httpStatusOf[code], { error: { code, message } });
}

function end(response: ServerResponse, status: number, body: object): number {
  if (response.destroyed) return status;
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
  return status;
}
