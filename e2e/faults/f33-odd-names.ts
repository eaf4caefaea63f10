// F33: names that are empty, a megabyte long, written from right to left, invisible, composed in two ways or made of emoji. Stored, cut
// before they reach an index, and in the pages kept from turning what stands beside them around.
import { askApi, type Product } from '../product/start-product.ts';
import { launchChromium, openReader } from './browser.ts';
import { post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isServing } from './is-serving.ts';
import { jobSpan, jobWords, type Pair, textPair, toProtobuf } from './otlp-model.ts';
import { askUntil, awaitRuns, quarantinedCount, spansStored } from './stored-runs.ts';

const override = '\u202e';
const names: Record<string, string> = {
  empty: '',
  blank: '   ',
  newline: 'a\nb',
  megabyte: 'x'.repeat(1024 * 1024),
  megabyteOfEmoji: '😀'.repeat(262_144),
  /** An emoji across every length at which we cut. */
  acrossCuts: `${'a'.repeat(255)}${'😀'.repeat(5_000)}`,
  override: `${override}gnp.exe`,
  isolates: '\u2067\u2066\u2068 open',
  zeroWidth: 'in\u200bvi\u200dsi\ufeffble',
  nfc: 'caf\u00e9'.normalize('NFC'),
  nfd: 'caf\u00e9'.normalize('NFD'),
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈',
  piled: `z${'\u0301'.repeat(2_000)}`,
  noncharacter: '\ufffe\uffff\u{10ffff}',
};

/** The span of one name in one place. */
const places: Record<
  string,
  (name: string, queue: string, id: string) => { attributes: Pair[]; name?: string; resource?: Pair[] }
> = {
  job: (name, queue, id) => ({ attributes: jobWords(queue, id, { job: name }) }),
  queue: (name, _, id) => ({ attributes: jobWords(name, id) }),
  system: (name, queue, id) => ({ attributes: jobWords(queue, id, { system: name }) }),
  jobId: (name, queue) => ({ attributes: jobWords(queue, name) }),
  correlation: (name, queue, id) => ({ attributes: [...jobWords(queue, id), textPair('job.correlation_id', name)] }),
  spanName: (name, queue, id) => ({ attributes: jobWords(queue, id), name }),
  worker: (name, queue, id) => ({ attributes: jobWords(queue, id), resource: [textPair('service.instance.id', name)] }),
  service: (name, queue, id) => ({ attributes: jobWords(queue, id), resource: [textPair('service.name', name)] }),
  attributeKey: (name, queue, id) => ({ attributes: [...jobWords(queue, id), textPair(name, 'v')] }),
};

/** Elements in which a name stands that turns its neighbours around. */
async function unisolated(product: Product, paths: readonly string[]): Promise<{ seen: number; bad: string[] }> {
  const browser = await launchChromium();
  try {
    const reader = await openReader(browser, product, 'none');
    let seen = 0;
    const bad: string[] = [];
    for (const path of paths) {
      await reader.read(path);
      const found = await reader.page.evaluate((sign) => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const kinds: string[] = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const owner = node.parentElement;
          if (!node.textContent?.includes(sign) || !owner || owner.closest('script, style, noscript')) continue;
          kinds.push(`${owner.tagName.toLowerCase()}:${getComputedStyle(owner).unicodeBidi}`);
        }
        return kinds;
      }, override);
      seen += found.length;
      bad.push(
        ...found
          .filter((kind) => !/:(isolate|isolate-override|plaintext)$/.test(kind))
          .map((kind) => `${path.split('?')[0]} ${kind}`),
      );
    }
    return { seen, bad };
  } finally {
    await browser.close();
  }
}

export const oddNames: Fault = {
  id: 'F33',
  what: 'names that are empty, huge, turned around, invisible or composed',
  async run(rig) {
    const wrong: string[] = [];
    const traceIds: string[] = [];
    for (const [place, put] of Object.entries(places)) {
      for (const [kind, name] of Object.entries(names)) {
        const id = `${place}-${kind}`;
        const { resource, ...over } = put(name, `f33-${place}`, id);
        const span = jobSpan('f33', id, over);
        traceIds.push(span.traceId);
        const content = resource ? { spans: [span], resource } : { spans: [span] };
        const answer = await post(`${rig.otlpUrl}/v1/traces`, protobufType, toProtobuf(content));
        if (answer.status !== 200) wrong.push(`${id}=${answer.status}`);
      }
    }
    const spans = (await spansStored(rig, traceIds)).length;
    const counted = () =>
      rig.postgres.query<{ n: number }>(
        'select count(distinct trace_id)::int4 as n from run where trace_id = any($1::bytea[])',
        [traceIds.map((traceId) => Buffer.from(traceId, 'hex'))],
      );
    // Job ids that are empty in any way are no ids: each such run is named by its span.
    const runs = (await askUntil(counted, (rows) => rows[0]?.n === traceIds.length))[0]?.n ?? 0;
    const jobs = await awaitRuns(rig, 'f33-job', Object.keys(names).length);
    const longest = Math.max(...jobs.map(({ job }) => job?.length ?? 0));
    const composed = new Set(jobs.map(({ job }) => job)).size;
    const { items } = await askApi<{ items: { name: string }[] }>(rig, '/queues?environment=faults&limit=200');
    const pages = await unisolated(rig, [
      '/runs?environment=faults&queue=f33-job',
      '/queues?environment=faults',
      '/jobs?environment=faults',
      '/workers?environment=faults',
      `/runs/${jobs.find(({ job }) => job?.includes(override))?.id}`,
      `/c/${encodeURIComponent(names.override ?? '')}`,
    ]);
    const poisoned = await quarantinedCount(rig);
    const serves = await isServing(rig, 'f33');
    return {
      sent: traceIds.length,
      spans,
      runs,
      distinctJobs: composed,
      longestName: longest,
      longestQueue: Math.max(...items.map(({ name }) => name.length)),
      quarantined: poisoned,
      bidiSeen: pages.seen,
      bidiLoose: pages.bad.length,
      wrong: [...wrong, ...pages.bad].slice(0, 8).join(', '),
      serves,
      pass:
        wrong.length === 0 &&
        spans === traceIds.length &&
        runs === traceIds.length &&
        // all names are different, and the empty one is none
        composed >= Object.keys(names).length - 1 &&
        longest <= 512 &&
        poisoned === 0 &&
        pages.seen >= 5 &&
        pages.bad.length === 0 &&
        serves,
    };
  },
};
