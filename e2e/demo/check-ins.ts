// Schedules of the demo that check in: made in Signalbox's own database, since nobody has signed in yet who could make them.
import { randomBytes } from 'node:crypto';
import { hashToken } from '#lib/auth/api-token.ts';
import { createPool } from '#lib/db/pool.ts';
import { insertSchedule } from '#lib/db/schedule/write-schedule.ts';
import { demoEnvironment } from './sources.ts';

/** Brings prices in every minute: now and then it fails, is not started, or is started twice. */
export const priceImport = 'price-import';
/** A sign of life after each round, whenever that ends. */
export const stockSync = 'stock-sync';

const schedules = [
  { name: priceImport, cron: '* * * * *', graceMs: 20_000, maxRuntimeMs: 15_000 },
  { name: stockSync, everyMs: 90_000, graceMs: 20_000 },
];

/** Tokens by schedule: those of `kept` stay, so that a demo that is started again goes on. */
export async function makeCheckIns(url: string, kept: Record<string, string>): Promise<Record<string, string>> {
  const pool = createPool({ url, max: 1, applicationName: 'demo prepare' });
  const tokens: Record<string, string> = {};
  try {
    for (const schedule of schedules) {
      const token = kept[schedule.name] ?? randomBytes(24).toString('base64url');
      await insertSchedule(pool, { environment: demoEnvironment, ...schedule }, hashToken(token));
      tokens[schedule.name] = token;
    }
    return tokens;
  } finally {
    await pool.end();
  }
}
