// `signalbox outbox install|remove|verify`: puts the opt-in outbox of a collector into the operator's own database, takes it away, and
// says whether it is in order. The only program of Signalbox that writes to a watched database, run by hand with the owner's rights.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { AppError } from '#lib/errors.ts';
import { faultSentence, secretsIn } from '#lib/watch/fault-sentence.ts';

interface Outbox {
  /** Where the library keeps its tables unless told otherwise, and the table that is listened to. */
  schema: string;
  listensTo: string;
  /** Table and trigger function in schema `signalbox_outbox`. */
  table: string;
}

const outboxes: Readonly<Record<string, Outbox>> = {
  'pg-boss': { schema: 'pgboss', listensTo: 'job', table: 'pg_boss' },
  'graphile-worker': { schema: 'graphile_worker', listensTo: '_private_jobs', table: 'graphile_worker' },
};

/** First-level keys of a payload that carry correlation; `--key` adds to them. */
const usualKeys = 'correlationId,correlation_id,requestId,traceId,traceparent,baggage,_otel,_cron'.split(',');

const usage = `signalbox outbox install|remove|verify ${Object.keys(outboxes).join('|')} --url postgres://owner@host/database [--schema NAME] [--reader ROLE] [--key PAYLOAD_KEY …]`;

interface Request {
  action: string;
  kind: string;
  url: string;
  schema: string;
  reader: string | null;
  keys: string[];
}

/** Reads the command line. Throws AppError('invalid_input') that says how to call it. */
export function readRequest(args: readonly string[]): Request {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      schema: { type: 'string' },
      reader: { type: 'string' },
      key: { type: 'string', multiple: true },
    },
  });
  const [action = '', kind = ''] = positionals;
  const outbox = outboxes[kind];
  if (!['install', 'remove', 'verify'].includes(action) || !outbox || !values.url) {
    throw new AppError('invalid_input', `Use: ${usage}`);
  }
  return {
    action,
    kind,
    url: values.url,
    schema: values.schema ?? outbox.schema,
    reader: values.reader ?? null,
    keys: values.key ?? [],
  };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The reviewed file with its variables put in, as psql would. */
const outboxSql = ({ kind, schema, keys }: Request): string =>
  readFileSync(new URL(`./${kind}/outbox.sql`, import.meta.url), 'utf8')
    .replaceAll(':"schema"', quote(schema))
    .replaceAll(`:'schema'`, `'${schema.replaceAll("'", "''")}'`)
    .replaceAll(`:'keys'`, `'${[...usualKeys, ...keys].join(',').replaceAll("'", "''")}'`);

/** Does what is asked and answers in sentences; `isOk` false = verify found something wrong. */
export async function runOutbox(request: Request): Promise<{ isOk: boolean; lines: string[] }> {
  const client = new pg.Client({ connectionString: request.url, application_name: 'signalbox outbox' });
  await client.connect();
  try {
    // Waiting for the library's table must not hold up those who use it.
    await client.query(`set lock_timeout = '5s'`);
    if (request.action === 'install') return await install(client, request);
    return request.action === 'remove' ? await remove(client, request) : await verify(client, request);
  } finally {
    await client.end();
  }
}

type Answer = { isOk: boolean; lines: string[] };

async function install(client: pg.Client, request: Request): Promise<Answer> {
  const { table } = outboxes[request.kind] as Outbox;
  await client.query('begin');
  await client.query(outboxSql(request));
  if (request.reader) {
    await client.query(`grant usage on schema signalbox_outbox to ${quote(request.reader)}`);
    await client.query(`grant select on signalbox_outbox.${quote(table)} to ${quote(request.reader)}`);
  }
  await client.query('commit');
  const told = request.reader
    ? ` ${request.reader} may read it.`
    : ' Name the watching role with --reader, so that it may read it.';
  return { isOk: true, lines: [`The outbox of ${request.kind} is installed in schema ${request.schema}.${told}`] };
}

async function remove(client: pg.Client, { kind, schema }: Request): Promise<Answer> {
  const { table, listensTo } = outboxes[kind] as Outbox;
  await client.query('begin');
  await client.query(`drop trigger if exists signalbox_outbox on ${quote(schema)}.${quote(listensTo)}`);
  const others = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where t.tgname = 'signalbox_outbox' and p.proname = $1 and t.tgparentid = 0`,
    [`note_${table}`],
  );
  if ((others.rows[0]?.count ?? 0) > 0) {
    await client.query('commit');
    return {
      isOk: true,
      lines: [`Schema ${schema} is no longer noted. Another schema uses the outbox, so its table stays.`],
    };
  }
  await client.query(`drop table if exists signalbox_outbox.${quote(table)}`);
  await client.query(`drop function if exists signalbox_outbox.${quote(`note_${table}`)}()`);
  const left = await client.query(
    `select from pg_class where relnamespace = to_regnamespace('signalbox_outbox') and relkind in ('r', 'p') limit 1`,
  );
  if (left.rows.length === 0) await client.query('drop schema if exists signalbox_outbox');
  await client.query('commit');
  return { isOk: true, lines: [`The outbox of ${kind} is gone, with all that it kept.`] };
}

async function verify(client: pg.Client, request: Request): Promise<Answer> {
  const { kind, schema } = request;
  const { table, listensTo } = outboxes[kind] as Outbox;
  const found = await client.query<{ trigger: string | null; source: string | null }>(
    `select (select tgenabled::text from pg_trigger where tgrelid = to_regclass($1) and tgname = 'signalbox_outbox') as trigger,
            (select prosrc from pg_proc where pronamespace = to_regnamespace('signalbox_outbox') and proname = $2) as source`,
    [`${quote(schema)}.${quote(listensTo)}`, `note_${table}`],
  );
  const { trigger = null, source = null } = found.rows[0] ?? {};
  const again = `signalbox outbox install ${kind}`;
  const faults: string[] = [];
  if (trigger === null) faults.push(`Nothing listens to ${schema}.${listensTo}: ${again}`);
  if (trigger === 'D')
    faults.push(`The trigger on ${schema}.${listensTo} is disabled: alter table … enable trigger signalbox_outbox`);
  if (source === null) faults.push(`The function signalbox_outbox.note_${table} is missing: ${again}`);
  else if (source !== bodyIn(outboxSql(request)))
    faults.push(`The outbox is of another version of Signalbox: ${again}`);
  if (faults.length > 0) return { isOk: false, lines: faults };
  const kept = await client.query<{ count: number; size: string }>(
    `select count(*)::int as count, pg_size_pretty(pg_total_relation_size($1::regclass)) as size from signalbox_outbox.${quote(table)}`,
    [`signalbox_outbox.${table}`],
  );
  return {
    isOk: true,
    lines: [`The outbox of ${kind} is in order: ${kept.rows[0]?.count} changes kept, ${kept.rows[0]?.size}.`],
  };
}

const bodyIn = (text: string): string | undefined => text.split('$note$')[1];

if (import.meta.main) {
  try {
    const { isOk, lines } = await runOutbox(readRequest(process.argv.slice(2)));
    for (const line of lines) console.log(line);
    process.exitCode = isOk ? 0 : 1;
  } catch (error) {
    const url = process.argv.at(process.argv.indexOf('--url') + 1) ?? '';
    console.error(error instanceof AppError ? error.message : faultSentence(error, secretsIn({ url })));
    process.exitCode = 1;
  }
}
