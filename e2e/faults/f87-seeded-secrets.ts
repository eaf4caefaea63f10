// F87: twenty secrets in URLs, attributes, errors, log records, sources and channels. They are in no answer, no log line, no metric, and no
// row of the database.
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { jobSpan, jobWords, textPair, toJson } from './otlp-model.ts';
import { send } from './principals.ts';
import type { Rig } from './rig.ts';
import { seededSecrets } from './secrets-corpus.ts';
import { awaitRuns } from './stored-runs.ts';

const queue = 'f87';

async function sendTelemetry(rig: Rig, s: Record<string, string>): Promise<void> {
  const message = `cannot reach redis://app:${s.urlPassword}@cache:6379 with Authorization: Bearer ${s.bearer}; token ${s.jwt}; ${s.github} ${s.gitlab} ${s.npm} ${s.slack}`;
  const pem = `-----BEGIN PRIVATE KEY-----\n${s.privateKey}\n-----END PRIVATE KEY-----`;
  const exception = [
    textPair('exception.type', 'Error'),
    textPair('exception.message', message),
    textPair('exception.stacktrace', `Error: ${message}\n  at ${s.stripe}\n${pem}`),
  ];
  const attributes = [
    ...jobWords(queue, 'one', { job: 'f87', outcome: 'failed' }),
    textPair('db.password', s.password ?? ''),
    textPair('apiKey', s.apiKey ?? ''),
    textPair('http.request.header.cookie', s.cookie ?? ''),
    textPair('http.request.header.authorization', `Basic ${s.basic}`),
    textPair('aws.access_key', s.awsKey ?? ''),
    textPair('aws.secret_access_key', s.awsSecret ?? ''),
    textPair('oauth.client_secret', s.clientSecret ?? ''),
    textPair('note', `uses ${s.google}, ${s.model} and api_key=${s.apiKey}`),
    textPair('bullmq.job.result', s.password ?? ''),
    textPair('messaging.url', `amqp://guest:${s.urlPassword}@mq:5672/`),
  ];
  const span = jobSpan(queue, 'one', {
    attributes,
    status: { code: 2, message },
    events: [{ timeUnixNano: `${Date.now()}000000`, name: 'exception', attributes: exception }],
  });
  const answer = await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [span], resource: [] }));
  if (answer.status !== 200) throw new Error(`the door answered ${answer.status}`);
  const record = {
    timeUnixNano: `${Date.now()}000000`,
    body: { stringValue: message },
    attributes: attributes.slice(-6),
  };
  const logs = { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords: [record] }] }] };
  await post(`${rig.otlpUrl}/v1/logs`, jsonType, Buffer.from(JSON.stringify(logs)));
}

/** Every table as text, and what bytes hold as they are. */
export async function databaseText(rig: Rig): Promise<string> {
  const tables = await rig.postgres.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const [row] = await rig.postgres.query<{ text: string | null }>(
      `select string_agg(t::text, E'\\n') as text from ${name} t`,
    );
    const text = row?.text ?? '';
    parts.push(
      text,
      ...[...text.matchAll(/\\\\?x([0-9a-f]{20,})/g)].map((match) =>
        Buffer.from(match[1] ?? '', 'hex').toString('latin1'),
      ),
    );
  }
  return parts.join('\n');
}

export const seededSecret: Fault = {
  id: 'F87',
  what: 'twenty secrets, left where people leave them',
  async run(rig) {
    const secrets = seededSecrets();
    await sendTelemetry(rig, secrets);
    const [run] = await awaitRuns(rig, queue, 1);
    const source = {
      name: 'f87',
      kind: 'bullmq',
      environment: 'faults',
      config: { url: `redis://u:${secrets.sourceUrl}@127.0.0.1:1` },
    };
    await send(rig, 'POST', '/sources', source);
    const channel = {
      name: 'f87',
      kind: 'slack',
      config: { url: `https://hooks.slack.com/services/${secrets.webhookUrl}` },
      sendResolved: true,
    };
    await send(rig, 'POST', '/alerts/channels', channel);
    // a fault that might be told with what caused it
    const headers = { authorization: `Bearer ${rig.token}`, 'content-type': 'application/json' };
    await fetch(`${rig.url}/api/v1/sources`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...source, pollMs: 'x' }),
    });
    const places: Record<string, string> = {};
    const paths = [
      '/runs',
      `/runs/${run?.id}`,
      '/errors',
      '/dead-letters',
      '/sources',
      '/alerts/channels',
      '/trust',
      '/audit',
      '/export/runs.csv',
      '/export/runs.jsonl',
      '/search?q=f87',
      '/workers',
      '/metrics',
    ];
    for (const path of paths) places[path] = await (await fetch(`${rig.url}/api/v1${path}`, { headers })).text();
    places.page = await (await fetch(`${rig.url}/runs/${run?.id}`, { headers })).text();
    places.doorMetrics = await (await fetch(`${rig.otlpUrl}/metrics`)).text();
    places.output = rig.output.join('\n');
    places.database = await databaseText(rig);
    const found: string[] = [];
    for (const [place, text] of Object.entries(places))
      for (const [name, secret] of Object.entries(secrets))
        if (text.includes(secret)) found.push(`${name} in ${place}`);
    return {
      secrets: Object.keys(secrets).length,
      places: Object.keys(places).length,
      stored: run ? 1 : 0,
      found: found.length,
      examples: found.slice(0, 8).join(' · '),
      pass: found.length === 0 && run !== undefined,
    };
  },
};
