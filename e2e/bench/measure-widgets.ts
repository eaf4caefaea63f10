// What a request for a widget costs the web process, in its CPU time, so that the asker beside it does not count; and that none looks at runs.
import { Agent, get } from 'node:http';
import { makeWidget } from '#e2e/bench/bench-widget.ts';
import { cpuSeconds } from '#e2e/bench/cpu-time.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { startWeb } from '#e2e/product/web-process.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';

const atOnce = 16;

interface Asker {
  port: number;
  agent: Agent;
}

/** Status, ETag and bytes of the body. */
const ask = ({ port, agent }: Asker, path: string, etag?: string) =>
  new Promise<{ status: number; etag: string; bytes: number }>((resolve, reject) => {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, etag: response.headers.etag ?? '', bytes }));
    }).on('error', reject);
  });

/** Closed loop over `count` requests; throws for an answer of another status. */
async function askAll(
  asker: Asker,
  path: string,
  status: number,
  etag: string | undefined,
  count: number,
): Promise<void> {
  let left = count;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await ask(asker, path, etag);
      if (answer.status !== status) throw new Error(`${path} answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** How often anything that is about runs was read, in this database. */
async function looksAtRuns(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ looks: number }>(
    `select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)::float8 as looks
       from pg_stat_user_tables where relname ~ '^(run|attempt|rollup|span|edge|sample|inbox)'`,
  );
  return rows[0]?.looks ?? Number.NaN;
}

/** `url`: a migrated database of one's own. */
export async function measureWidgets(url: string, requests: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 2 });
  const token = await makeWidget(pool);
  const web = await startWeb(url);
  const asker: Asker = { port: web.port, agent: new Agent({ keepAlive: true, maxSockets: atOnce }) };
  try {
    const forms = [
      ['badge', `/embed/v1/${token}.svg`, false],
      ['badge, unchanged (304)', `/embed/v1/${token}.svg`, true],
      ['JSON', `/embed/v1/${token}.json`, false],
      ['page for a frame', `/embed/v1/${token}`, false],
    ] as const;
    const before = await looksAtRuns(pool);
    const figures: Figure[] = [];
    for (const [what, path, isRepeat] of forms) {
      const { etag, status, bytes } = await ask(asker, path);
      if (status !== 200 || bytes === 0) throw new Error(`${path} answered ${status}`);
      const rates: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const began = cpuSeconds([web.pid]);
        await askAll(asker, path, isRepeat ? 304 : 200, isRepeat ? etag : undefined, requests);
        // the first one warms the process up
        if (round > 0) rates.push(requests / (cpuSeconds([web.pid]) - began));
      }
      figures.push({ what, unit: 'req/core s', spread: spreadOf(rates), floor: 1_000 });
    }
    const looks = (await looksAtRuns(pool)) - before;
    figures.push({ what: 'reads of anything about runs', unit: '', spread: spreadOf([looks]), floor: 0, isCost: true });
    return figures;
  } finally {
    asker.agent.destroy();
    await web.stop();
    await pool.end();
  }
}
