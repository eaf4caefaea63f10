// What Lighthouse says of five pages. It is no dependency: npm fetches the version named here, for this chapter alone.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeWidget } from '#e2e/bench/bench-widget.ts';
import { makePanelData } from '#e2e/bench/panel-data.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { launchOptions } from '#e2e/product/chromium.ts';
import { startWeb } from '#e2e/product/web-process.ts';
import { createPool } from '#lib/db/pool.ts';
import { scratchFolder } from '#lib/testing/scratch-folder.ts';

const lighthouse = 'lighthouse@13.5.0';
const token = 'only-for-the-bench-only-for-the-bench-0123456789';
const categories = ['accessibility', 'best-practices', 'performance'] as const;

/** What is read of a report. https://github.com/GoogleChrome/lighthouse/blob/main/docs/understanding-results.md */
interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null }>;
}

async function reportOf(url: string, headers: Record<string, string>, folder: string): Promise<Report> {
  const { executablePath, args } = launchOptions();
  const file = join(folder, 'report.json');
  await promisify(execFile)(
    'npm',
    [
      ...['exec', '--yes', `--package=${lighthouse}`, '--', 'lighthouse', url],
      ...['--preset=desktop', '--quiet', '--output=json', `--output-path=${file}`],
      `--only-categories=${categories.join(',')}`,
      `--chrome-flags=--headless ${args.join(' ')}`,
      `--extra-headers=${JSON.stringify(headers)}`,
    ],
    {
      cwd: folder,
      // npm's own Node may be older than what Lighthouse asks for
      env: {
        ...process.env,
        CHROME_PATH: executablePath,
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      },
      maxBuffer: 2 ** 26,
    },
  );
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

/** One figure a category: 0 … 100, and by name what keeps it below. */
function figuresOf(what: string, { categories: scores, audits }: Report): Figure[] {
  return categories.map((category) => {
    const { score = null, auditRefs = [] } = scores[category] ?? {};
    const lost = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1).map(({ id }) => id);
    const figure: Figure = {
      what: `${what}: ${category}${lost.length > 0 ? ` (${lost.join(', ')})` : ''}`,
      unit: 'of 100',
      spread: spreadOf([score === null ? Number.NaN : score * 100]),
    };
    return category === 'accessibility' ? { ...figure, floor: 100 } : figure;
  });
}

/** `url`: a migrated database of one's own. */
export async function measureLighthouse(url: string, runCount: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 2, statementTimeoutMs: 3_600_000 });
  const web = await startWeb(url, { SIGNALBOX_BOOTSTRAP_TOKEN: token });
  const folder = await mkdtemp(join(scratchFolder(), 'signalbox-lighthouse-'));
  try {
    await makePanelData(pool, runCount);
    const { rows } = await pool.query<{ id: string }>('select id from run order by id desc limit 1');
    const pages = [
      ['overview', '/'],
      ['runs', '/runs'],
      ['run', `/runs/${rows[0]?.id}`],
      ['rule editor', '/alerts/rules/new'],
      ['embed', `/embed/v1/${await makeWidget(pool)}`],
    ] as const;
    const figures: Figure[] = [];
    for (const [what, path] of pages) {
      const report = await reportOf(
        `http://localhost:${web.port}${path}`,
        { authorization: `Bearer ${token}` },
        folder,
      );
      figures.push(...figuresOf(what, report));
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await web.stop();
    await pool.end();
  }
}
