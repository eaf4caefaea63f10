// What reading a source takes, from its settings alone: so that it can be shown before anything is saved. Pure; used in the browser too.
import type { CollectorManifest } from '#lib/collector.ts';
import type { SourceCost } from '#lib/contracts/source-cost.ts';

const monthMs = 30 * 86_400_000;

/** `queueCount`: of the queues that were found, where the settings name none. Figures are at most: reading may rest longer than `pollMs`. */
export function costOf(
  { unit, isBilled, perRead, billedAt }: CollectorManifest['cost'],
  config: Readonly<Record<string, unknown>>,
  pollMs: number,
  queueCount: number | null = null,
): SourceCost {
  const url = String(config.url ?? '');
  const isVendors = billedAt !== undefined && new RegExp(billedAt.url).test(url);
  // BullMQ is read from either.
  const isPostgres = /^postgres/.test(url);
  const units = isPostgres || perRead === undefined ? null : unitsOf(perRead, config, queueCount);
  const of = (ms: number): number | null => (units === null ? null : Math.round((units * ms) / pollMs));
  return {
    unit: isPostgres ? 'query' : unit,
    isBilled: isBilled || isVendors,
    vendor: isVendors ? billedAt.vendor : null,
    readsPerMinute: 60_000 / pollMs,
    perRead: units,
    perMinute: of(60_000),
    perMonth: of(monthMs),
  };
}

/** How often to read unless somebody says otherwise. */
export function usualIntervalMs({ billedAt, defaultIntervalMs }: CollectorManifest['cost'], url: string): number {
  return billedAt && new RegExp(billedAt.url).test(url) ? billedAt.defaultIntervalMs : defaultIntervalMs;
}

function unitsOf(
  { queues, units, cells = {} }: NonNullable<CollectorManifest['cost']['perRead']>,
  config: Readonly<Record<string, unknown>>,
  queueCount: number | null,
): number | null {
  const named = config[queues];
  if (!Array.isArray(named) || named.length === 0) return queueCount === null ? null : queueCount * units;
  return named.reduce<number>((sum, row) => sum + units + cellsOf(row, cells), 0);
}

const cellsOf = (row: unknown, cells: Readonly<Record<string, number>>): number =>
  Object.entries(cells).reduce((sum, [name, units]) => sum + ((row as Record<string, unknown>)?.[name] ? units : 0), 0);
