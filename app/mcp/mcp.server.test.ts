import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as getRuns } from '#app/api/v1/runs/route.ts';
import { bootstrap, call, useDatabase } from '#lib/api/testing/call.ts';
import { fillWorld } from '#lib/api/testing/fixture.ts';
import { mintToken } from '#lib/auth/api-token.ts';
import { insertKey } from '#lib/db/key/insert-key.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { printRuns, serveStdio } from '#lib/launch/client/commands.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { POST } from './route.ts';

let database: TestDatabase;
let url = '';
/** The routes as the web process would serve them. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const handler = request.url?.startsWith('/api/v1/runs') ? getRuns : POST;
  const answer = await handler(
    new Request(`${url}${request.url}`, {
      method: request.method,
      headers: request.headers as Record<string, string>,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    }),
    { params: Promise.resolve({}) },
  );
  if (request.method === 'GET' && handler === POST) return response.writeHead(405).end();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
});

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await fillWorld(database.pool, Date.now());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await webPool().end();
  await database.drop();
});

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  return client;
}
type Content = { content: { type: string; text: string }[]; isError?: boolean };
const use = async (client: Client, name: string, input: object = {}) =>
  (await client.callTool({ name, arguments: { ...input } })) as Content;
const dataOf = <T>(answer: Content): T =>
  JSON.parse(
    /^<untrusted-data [0-9a-f]{16}>\n(.*)\n<\/untrusted-data/s.exec(answer.content[0]?.text ?? '')?.[1] ?? 'null',
  );
const keyFor = async (scope: 'read' | 'operate', environment: string | null = null) => {
  const { token, hash, prefix } = mintToken(scope);
  await insertKey(database.pool, { name: scope, scope, environment, hash, prefix, createdBy: 'test' });
  return token;
};

describe('the MCP server, asked by the protocol’s own client', () => {
  it('tells how to begin and what there is, each tool with a schema', async () => {
    const client = await connect(bootstrap);
    expect(client.getServerVersion()).toMatchObject({ name: 'signalbox' });
    expect(client.getInstructions()).toContain('untrusted');
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(
      expect.arrayContaining([
        'search_runs',
        'get_run',
        'get_journey',
        'list_queues',
        'query_metric',
        'list_errors',
        'list_alerts',
        'explain_alert',
      ]),
    );
    for (const tool of tools) expect(tool.inputSchema.type).toBe('object');
    await client.close();
  });

  it('answers from runs to journeys to metrics, marked as data', async () => {
    const client = await connect(bootstrap);
    const runs = dataOf<{ items: { id: string; correlationId: string }[] }>(
      await use(client, 'search_runs', { job: ['charge'] }),
    );
    expect(runs.items).toHaveLength(1);
    const run = dataOf<{ attempts: unknown[] }>(await use(client, 'get_run', { id: runs.items[0]?.id }));
    expect(run.attempts).toHaveLength(1);
    const journey = dataOf<{ runs: unknown[] }>(await use(client, 'get_journey', { correlationId: 'req-7' }));
    expect(journey.runs).toHaveLength(2);
    const metric = dataOf<{ series: unknown[] }>(
      await use(client, 'query_metric', { metric: 'runs.dead', groupBy: ['queue'] }),
    );
    expect(metric.series.length).toBeGreaterThan(0);
    const wrong = await use(client, 'query_metric', { metric: 'no.such' });
    expect(wrong.isError).toBe(true);
    expect(wrong.content[0]?.text).toContain('metric');
    await client.close();
  });

  it('explains an alert with its series, its past and the runs behind it', async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `with rule as (
         insert into alert_rule (name, definition) values ('Too many die', $1) returning id, version)
       insert into alert_instance (rule_id, rule_version, labels, labels_key, phase, state, value, since)
       select id, version, '{"environment":"demo","queue":"email"}', 'k', 'firing', '{}', 2, now() from rule returning id`,
      [
        JSON.stringify({
          kind: 'threshold',
          metric: 'runs.dead',
          op: '>',
          value: 1,
          windowMs: 300_000,
          severity: 'warning',
          filter: {},
          groupBy: ['queue'],
          runbookUrl: null,
          channels: [],
        }),
      ],
    );
    const client = await connect(bootstrap);
    const told = dataOf<{ alert: { rule: { name: string } }; runs: { queue: string }[]; series: { metric: string } }>(
      await use(client, 'explain_alert', { id: rows[0]?.id }),
    );
    expect(told.alert.rule.name).toBe('Too many die');
    expect(told.series.metric).toBe('runs.dead');
    expect(told.runs.every((run) => run.queue === 'email')).toBe(true);
    await client.close();
  });

  it('lets a reader change nothing, an operator what operators may, and nobody see another environment', async () => {
    const reader = await connect(await keyFor('read'));
    const names = (await reader.listTools()).tools.map((tool) => tool.name);
    expect(names).not.toContain('acknowledge_alert');
    expect((await use(reader, 'set_error_status', { fingerprint: 'ab'.repeat(8), status: 'ignored' })).isError).toBe(
      true,
    );
    const operator = await connect(await keyFor('operate'));
    expect((await operator.listTools()).tools.map((tool) => tool.name)).toContain('acknowledge_alert');
    const bound = await connect(await keyFor('read', 'staging'));
    const runs = dataOf<{ items: { environment: string }[] }>(await use(bound, 'search_runs'));
    expect(new Set(runs.items.map((run) => run.environment))).toEqual(new Set(['staging']));
    expect((await use(bound, 'get_journey', { correlationId: 'req-7' })).isError).toBe(true);
    for (const client of [reader, operator, bound]) await client.close();
  });
});

describe('without the client', () => {
  const post = (body: unknown, token: string | null = bootstrap) =>
    call<{ error?: { code: unknown } }>(POST, '/mcp', { method: 'POST', token, body });
  it('refuses strangers, and answers what is no message with a fault', async () => {
    expect((await post({ jsonrpc: '2.0', id: 1, method: 'ping' }, null)).status).toBe(401);
    expect((await post([{ jsonrpc: '2.0', id: 1, method: 'ping' }])).status).toBe(400);
    expect((await post({ jsonrpc: '2.0', id: 1, method: 'no/such' })).body.error?.code).toBe(-32_601);
    expect(
      (await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'constructor' } })).body.error?.code,
    ).toBe(-32_602);
    expect((await post({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(202);
  });

  it('speaks over standard input and output as well', async () => {
    const input = new PassThrough();
    const lines: string[] = [];
    const serving = serveStdio({ url, token: bootstrap }, input, (line) => lines.push(line));
    input.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    input.end('not json\n');
    await serving;
    expect(lines.map((line) => JSON.parse(line)).sort((a, b) => Number(a.id) - Number(b.id))).toMatchObject([
      { id: null, error: { message: expect.any(String) } },
      { id: 1, result: {} },
    ]);
  });

  it('prints runs to a terminal', async () => {
    const lines: string[] = [];
    await printRuns({ url, token: bootstrap }, ['--queue', 'email', '--state', 'dead'], (line) => lines.push(line));
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^dead {8}send-receipt /);
    await expect(printRuns({ url, token: bootstrap }, ['--qeue', 'x'], () => {})).rejects.toThrow('--queue');
    await expect(printRuns({ url, token: 'sbx_rd_wrong' }, [], () => {})).rejects.toThrow(
      'unknown, expired or revoked',
    );
  });
});
