// `signalbox schedules import vercel.json|crontab`: makes a schedule of each line, through the API of a running Signalbox.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { ScheduleImported } from '#lib/contracts/schedule.ts';

const usage = `signalbox schedules import FILE [--environment NAME] [--format crontab|vercel] [--time-zone ZONE]

FILE is a vercel.json or a crontab; - reads a crontab from the input (crontab -l | signalbox schedules import -).
SIGNALBOX_URL says where Signalbox is (http://localhost:3000), SIGNALBOX_API_TOKEN, else SIGNALBOX_BOOTSTRAP_TOKEN,
is a token that may operate. Each new schedule's token is printed once.`;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    environment: { type: 'string', default: 'production' },
    format: { type: 'string' },
    'time-zone': { type: 'string' },
  },
});
const [verb, file] = positionals;
if (verb !== 'import' || !file) fail(usage);
const token = process.env.SIGNALBOX_API_TOKEN || process.env.SIGNALBOX_BOOTSTRAP_TOKEN;
if (!token) fail(`SIGNALBOX_API_TOKEN is not set.\n\n${usage}`);
const format = values.format ?? (basename(file).endsWith('.json') ? 'vercel' : 'crontab');
const text = readFileSync(file === '-' ? 0 : file, 'utf8');
const url = `${(process.env.SIGNALBOX_URL || 'http://localhost:3000').replace(/\/+$/, '')}/api/v1/schedules/import`;

const answer = await fetch(url, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ format, text, environment: values.environment, timeZone: values['time-zone'] ?? null }),
}).catch((error: Error) =>
  fail(`${url} cannot be reached: ${(error.cause as Error | undefined)?.message ?? error.message}`),
);
const body = (await answer.json().catch(() => null)) as (ScheduleImported & Partial<ErrorBody>) | null;
if (!answer.ok || !body) {
  const fields = Object.entries(body?.error?.fields ?? {}).map(([name, fault]) => `  ${name}: ${fault}`);
  fail([body?.error?.message ?? `${url} answered ${answer.status}.`, ...fields].join('\n'));
}
for (const { name, text: words, urls } of body.created) console.log(`${name}\t${words ?? ''}\t${urls.checkIn}`);
for (const name of body.known) console.log(`${name}\tis there already`);
for (const { line, reason } of body.skipped) console.error(`left out: ${line}: ${reason}`);
