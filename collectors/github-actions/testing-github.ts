// A stand-in for GitHub's REST API, for tests only: GitHub itself cannot run here. It answers in the shapes of fixtures/, which are those of GitHub's
// own API description (version 2022-11-28), with ETags, paging and limits as documented, and notes every request.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;
const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));

export const runFixture = fixture('run');
export const jobFixture = fixture('job');
const workflowFixture = fixture('workflow');

/** A run with its attempts, each with its jobs. */
interface StubRun {
  id: number;
  attempts: { run: Json; jobs: Json[] }[];
}

export interface StubGitHub {
  url: string;
  requests: { method: string; path: string; status: number }[];
  runs: StubRun[];
  workflows: Json[];
  /** Text by path; a workflow without one is not readable. */
  files: Map<string, string>;
  remaining: number;
  close(): Promise<void>;
}

export const token = 'github_pat_for_tests';
export const repository = 'octo-org/octo-repo';

/** A workflow with its file; no file = not readable. */
export function addWorkflow(gitHub: StubGitHub, over: Json & { name: string; path: string }, file?: string): void {
  gitHub.workflows.push({ ...workflowFixture, ...over });
  if (file !== undefined) gitHub.files.set(over.path, file);
}

export async function startStubGitHub(): Promise<StubGitHub> {
  const server = createServer((request, response) => answer(stub, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stub: StubGitHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    runs: [],
    workflows: [],
    files: new Map(),
    remaining: 5_000,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return stub;
}

function answer(stub: StubGitHub, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', stub.url);
  const [status, body] = route(stub, request, decodeURIComponent(pathname), searchParams);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const isSame = status === 200 && request.headers['if-none-match'] === etag;
  const told = isSame ? 304 : status;
  stub.requests.push({ method: request.method ?? '', path: request.url ?? '', status: told });
  response.writeHead(told, {
    'content-type': 'application/json; charset=utf-8',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': String(stub.remaining),
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 1_800),
    ...(status === 200 ? { etag } : {}),
  });
  response.end(isSame ? undefined : text);
}

const missing = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

function route(stub: StubGitHub, request: IncomingMessage, path: string, query: URLSearchParams): [number, unknown] {
  if (request.headers.authorization !== `Bearer ${token}`) return [401, { message: 'Bad credentials', status: '401' }];
  if (stub.remaining === 0) return [403, { message: 'API rate limit exceeded for user ID 1.', status: '403' }];
  const base = `/repos/${repository}`;
  if (!path.startsWith(`${base}/`)) return [404, missing];
  const rest = path.slice(base.length);
  if (rest === '/actions/runs') return [200, listRuns(stub, query)];
  if (rest === '/actions/workflows') return [200, { total_count: stub.workflows.length, workflows: stub.workflows }];
  const file = /^\/contents\/(.+)$/.exec(rest)?.[1];
  if (file) return stub.files.has(file) ? [200, stub.files.get(file)] : [404, missing];
  const [, id, number, jobs] = /^\/actions\/runs\/(\d+)\/attempts\/(\d+)(\/jobs)?$/.exec(rest) ?? [];
  const attempt = stub.runs.find((run) => run.id === Number(id))?.attempts[Number(number) - 1];
  if (!attempt) return [404, missing];
  return [200, jobs ? { total_count: attempt.jobs.length, jobs: attempt.jobs } : attempt.run];
}

function listRuns(stub: StubGitHub, query: URLSearchParams): Json {
  const since = /^>=(.+)$/.exec(query.get('created') ?? '')?.[1];
  const perPage = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  const found = stub.runs
    .map(({ attempts }) => attempts.at(-1)?.run as Json)
    .filter((run) => run.event === query.get('event') && (!since || String(run.created_at) >= since))
    .sort((a, b) => (String(a.created_at) < String(b.created_at) ? 1 : -1) || Number(b.id) - Number(a.id));
  return { total_count: found.length, workflow_runs: found.slice((page - 1) * perPage, page * perPage) };
}
