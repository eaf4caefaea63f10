// F32: texts that do harm where they are not shown literally, as names, ids, workers, errors and attributes, on every surface: in a real
// Chromium no script runs, nothing is loaded and each text is there as it was sent; so in the API's answers, exports and our own log.
import { askApi } from '../product/start-product.ts';
import { attackTexts } from './attack-texts.ts';
import { launchChromium, openCanary, openReader, type Reader } from './browser.ts';
import { readCsv } from './csv.ts';
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { jobSpan, jobWords, type Span, textPair, toJson } from './otlp-model.ts';
import type { Rig } from './rig.ts';
import { awaitRuns, runDetail, type StoredRun } from './stored-runs.ts';

const mark = 'signalboxAttack';
const perQueue = 50;
const queueNames = 60;
const sampled = isLong ? 1_000 : 16;
const queueOf = (index: number) => `f32-${Math.floor(index / perQueue)}`;

/** One dead run that carries the text wherever a user's words can stand. */
function attack(text: string, index: number): { span: Span; worker: string } {
  const queue = queueOf(index);
  const exception = ['type', 'message', 'stacktrace'].map((key) => textPair(`exception.${key}`, text));
  const attributes = [
    ...jobWords(queue, `id-${index} ${text}`, { job: text, outcome: 'failed' }),
    { key: 'job.attempt', value: { intValue: 1 } },
    { key: 'job.max_attempts', value: { intValue: 1 } },
    textPair('job.correlation_id', text),
    textPair(text, text),
  ];
  const span = jobSpan(queue, `id-${index}`, {
    name: text,
    attributes,
    status: { code: 2, message: text },
    events: [{ timeUnixNano: `${Date.now()}000000`, name: 'exception', attributes: exception }],
  });
  return { span, worker: text };
}

async function sendAll(rig: Rig, texts: readonly string[]): Promise<number> {
  let acked = 0;
  for (const [index, text] of texts.entries()) {
    const { span, worker } = attack(text, index);
    const named =
      index < queueNames ? [jobSpan('', `queue-${index}`, { attributes: jobWords(text, `queue-${index}`) })] : [];
    const resource = [
      textPair('service.instance.id', worker),
      textPair('service.name', `svc ${text}`),
      textPair('service.version', text),
    ];
    const { status } = await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [span, ...named], resource }));
    if (status === 200) acked += 1;
  }
  return acked;
}

/** As a page shows it: runs of white space are one. */
const folded = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

interface Tally {
  surfaces: number;
  shown: number;
  altered: string[];
}

function expectShown(tally: Tally, surface: string, text: string, wanted: readonly string[]): void {
  const whole = folded(text);
  for (const one of wanted) {
    if (whole.includes(folded(one))) tally.shown += 1;
    else tally.altered.push(`${surface}: ${JSON.stringify(one.slice(0, 60))}`);
  }
}

async function readPages(
  reader: Reader,
  rig: Rig,
  texts: readonly string[],
  runs: readonly StoredRun[],
  tally: Tally,
): Promise<void> {
  const visit = async (surface: string, path: string, wanted: readonly string[]) => {
    tally.surfaces += 1;
    const { text, title } = await reader
      .read(path)
      .catch((error: Error) => ({ text: `(${error.message})`, title: '' }));
    expectShown(tally, surface, `${text} ${title}`, wanted);
  };
  for (let index = 0; index < texts.length; index += perQueue) {
    await visit('runs', `/runs?environment=faults&queue=${queueOf(index)}`, texts.slice(index, index + 25));
  }
  const step = Math.max(1, Math.floor(texts.length / sampled));
  for (let index = 0; index < texts.length; index += step) {
    const text = texts[index] ?? '';
    const run = runs.find(({ jobId }) => jobId === `id-${index} ${text}`);
    await visit('run', `/runs/${run?.id}`, [text]);
    await visit('journey', `/c/${encodeURIComponent(text)}`, [text]);
  }
  const { items } = await askApi<{ items: { id: string; name: string }[] }>(
    rig,
    '/queues?environment=faults&limit=200',
  );
  const named = items.filter(({ name }) => texts.includes(name));
  for (const { id, name } of named.slice(0, 6)) await visit('queue', `/queues/${id}`, [name]);
  await visit(
    'queues',
    '/queues?environment=faults',
    named.slice(0, 10).map(({ name }) => name),
  );
  for (const path of ['/', '/jobs', '/errors', '/dead-letters', '/workers', '/schedules', '/sources', '/trust']) {
    await visit(path, `${path}?environment=faults`, []);
  }
}

async function readAnswers(
  rig: Rig,
  texts: readonly string[],
  runs: readonly StoredRun[],
  tally: Tally,
): Promise<void> {
  const byId = new Map(runs.map((run) => [run.jobId, run]));
  const count = (surface: string, text: string, values: readonly unknown[]) => {
    if (values.every((value) => value === text)) tally.shown += 1;
    else
      tally.altered.push(
        `${surface}: ${JSON.stringify(text.slice(0, 60))} became ${JSON.stringify(values.find((one) => one !== text))?.slice(0, 60)}`,
      );
  };
  tally.surfaces += 2;
  for (const [index, text] of texts.entries()) {
    const run = byId.get(`id-${index} ${text}`);
    count('api list', text, [run?.job, run?.worker, run?.correlationId, run?.error?.type, run?.error?.message]);
    if (!run) continue;
    const detail = await runDetail(rig, run.id);
    const span = detail.spans.find(({ name }) => name === text);
    count('api detail', text, [
      span?.name,
      span?.statusMessage,
      span?.attributes[text],
      detail.attempts[0]?.error?.stack,
    ]);
  }
  const headers = { authorization: `Bearer ${rig.token}` };
  for (let index = 0; index < texts.length; index += perQueue) {
    const part = texts.slice(index, index + perQueue);
    const csv = await fetch(`${rig.url}/api/v1/export/runs.csv?environment=faults&queue=${queueOf(index)}`, {
      headers,
    });
    const [head, ...lines] = readCsv(await csv.text());
    const jobs = new Set(lines.map((cells) => cells[head?.indexOf('job') ?? -1]));
    // what a spreadsheet would run begins with an apostrophe, and is else as it was
    for (const text of part)
      count('csv', text, jobs.has(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text) ? [text] : ['lost']);
    for (const cells of lines)
      for (const cell of cells) if (/^[=+@\t\r]/.test(cell)) tally.altered.push(`csv formula ${cell.slice(0, 40)}`);
  }
  tally.surfaces += 2;
  for (const text of texts) {
    const found = await fetch(`${rig.url}/api/v1/search?q=${encodeURIComponent(text.trim() || 'x')}`, { headers });
    if (found.status >= 500) tally.altered.push(`search ${found.status}: ${text.slice(0, 60)}`);
    const filtered = await fetch(`${rig.url}/api/v1/runs?environment=faults&q=${encodeURIComponent(text)}`, {
      headers,
    });
    if (filtered.status >= 500) tally.altered.push(`filter ${filtered.status}: ${text.slice(0, 60)}`);
  }
}

export const injection: Fault = {
  id: 'F32',
  what: 'HTML, SQL, CSV, Slack, Markdown, ANSI and log-forging texts everywhere',
  async run(rig) {
    const canary = await openCanary();
    const browser = await launchChromium();
    try {
      const texts = attackTexts(mark, canary.url);
      const acked = await sendAll(rig, texts);
      const runs: StoredRun[] = [];
      for (let index = 0; index < texts.length; index += perQueue) {
        runs.push(...(await awaitRuns(rig, queueOf(index), Math.min(perQueue, texts.length - index))));
      }
      const tally: Tally = { surfaces: 0, shown: 0, altered: [] };
      await readAnswers(rig, texts, runs, tally);
      const reader = await openReader(browser, rig, mark);
      await readPages(reader, rig, texts, runs, tally);
      const forged = rig.output.filter((line) => line.startsWith('FORGED-LINE') || line.includes('\u001b]')).length;
      const tables = await rig.postgres.query<{ n: number }>(
        `select count(*)::int4 as n from pg_class where relname in ('run', 'api_key', 'span')`,
      );
      return {
        texts: texts.length,
        acked,
        stored: runs.length,
        surfaces: tally.surfaces,
        shown: tally.shown,
        altered: tally.altered.length,
        alteredExamples: tally.altered.slice(0, 6).join(' · '),
        executed: reader.executed.length,
        executedExamples: reader.executed.slice(0, 3).join(' · '),
        canaryHits: canary.hits.length,
        forgedLogLines: forged,
        pass:
          texts.length >= 200 &&
          acked === texts.length &&
          runs.length === texts.length &&
          tally.altered.length === 0 &&
          reader.executed.length === 0 &&
          canary.hits.length === 0 &&
          forged === 0 &&
          tables[0]?.n === 3,
      };
    } finally {
      await browser.close();
      canary.close();
    }
  },
};
