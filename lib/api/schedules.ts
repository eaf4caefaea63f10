// Schedules as people make and change them. A token is told once, to whoever made it; every change is in the audit trail.
import { randomBytes } from 'node:crypto';
import { hashToken } from '#lib/auth/api-token.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import {
  mostImported,
  type ScheduleChange,
  type ScheduleChanged,
  type ScheduleCreated,
  type ScheduleImport,
  type ScheduleImported,
  type ScheduleInput,
} from '#lib/contracts/schedule.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import type { ScheduleRow } from '#lib/db/schedule/select-schedules.ts';
import { deleteSchedule, insertSchedule, type NewRhythm, updateSchedule } from '#lib/db/schedule/write-schedule.ts';
import { AppError } from '#lib/errors.ts';
import { readScheduleFile } from '#lib/schedules/read-schedule-file.ts';
import { checkRhythm } from '#lib/schedules/rhythm.ts';
import { takeBulkTurn } from './bulk-turn.ts';
import { findSchedule } from './list-schedules.ts';
import { checkInUrls } from './schedule-urls.ts';
import { scheduleView } from './schedule-view.ts';

const mintToken = (): string => `sbx_ci_${randomBytes(24).toString('base64url')}`;
const refuse = (fields: Record<string, string>) =>
  new AppError('invalid_input', 'Some values are not valid.', { fields });

function refuseForeign(caller: Caller, environment: string): void {
  if (caller.environment === null || caller.environment === environment) return;
  throw refuse({ environment: `must be ${caller.environment}: this token is bound to it` });
}

const rhythmIn = (from: { cron?: string | null; everyMs?: number | null; timeZone?: string | null }): NewRhythm => ({
  cron: from.cron ?? null,
  everyMs: from.everyMs ?? null,
  timeZone: from.timeZone ?? null,
});

/** Throws AppError: invalid_input, conflict (the name is taken). */
export async function createSchedule(caller: Caller, input: ScheduleInput, nowMs: number): Promise<ScheduleCreated> {
  refuseForeign(caller, input.environment);
  checkRhythm(rhythmIn(input), nowMs);
  const token = mintToken();
  const { actor } = caller.principal;
  const id = await inTransaction(caller.pool, async (client) => {
    const made = await insertSchedule(client, input, hashToken(token));
    if (made === null) throw new AppError('conflict', `${input.environment} has a schedule ${input.name} already.`);
    await insertAudit(client, {
      actor,
      action: 'schedule.create',
      target: `schedule:${made}`,
      after: input,
      result: 'ok',
    });
    return made;
  });
  return { ...scheduleView(await findSchedule(caller, id), nowMs), token, urls: checkInUrls(token) };
}

/** Throws AppError: not_found, invalid_input, conflict (the name is taken, or what its backend says cannot be changed here). */
export async function changeSchedule(
  caller: Caller,
  id: string,
  change: ScheduleChange,
  nowMs: number,
): Promise<ScheduleChanged> {
  const row = await findSchedule(caller, id);
  const rhythm = newRhythm(row, change, nowMs);
  if (!row.isOurs && (change.name !== undefined || change.rotateToken))
    throw new AppError(
      'conflict',
      `${row.source} tells of this schedule: its name is changed there, and it has no token.`,
    );
  const token = change.rotateToken ? mintToken() : null;
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await updateSchedule(client, id, change, rhythm, token === null ? null : hashToken(token)).catch(
      (error: unknown) => {
        if ((error as { code?: string }).code !== '23505') throw error;
        throw new AppError('conflict', `${row.environment} has a schedule ${change.name} already.`);
      },
    );
    const before = Object.fromEntries(Object.keys(change).map((key) => [key, row[key as keyof ScheduleRow] ?? null]));
    const target = `schedule:${id}`;
    await insertAudit(client, { actor, action: 'schedule.change', target, before, after: change, result: 'ok' });
  });
  const view = scheduleView(await findSchedule(caller, id), nowMs);
  return token === null ? view : { ...view, token, urls: checkInUrls(token) };
}

/** null = it stays as it is. A cron expression takes the place of an interval, and the other way round. */
function newRhythm(row: ScheduleRow, change: ScheduleChange, nowMs: number): NewRhythm | null {
  const { cron, everyMs, timeZone } = change;
  if (cron === undefined && everyMs === undefined && timeZone === undefined) return null;
  if (!row.isRhythmOurs)
    throw new AppError('conflict', `${row.source} says when this schedule is due: change it there.`);
  const rhythm = rhythmIn({
    cron: cron === undefined ? (everyMs ? null : row.cron) : cron,
    everyMs: everyMs === undefined ? (cron ? null : row.everyMs) : everyMs,
    timeZone: timeZone === undefined ? row.timeZone : timeZone,
  });
  checkRhythm(rhythm, nowMs);
  return rhythm;
}

/** Forgets a schedule; its runs stay. One that its backend still tells of comes back: pause that instead. */
export async function removeSchedule(caller: Caller, id: string): Promise<void> {
  const row = await findSchedule(caller, id);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await deleteSchedule(client, id);
    const before = { name: row.name, environment: row.environment, system: row.system };
    await insertAudit(client, { actor, action: 'schedule.delete', target: `schedule:${id}`, before, result: 'ok' });
  });
}

/**
 * Makes a schedule of each line that is not known yet: a file that is sent twice makes them once. Throws AppError('invalid_input') for a file
 * that is not of its format or has too many, 'too_busy' after 30 in a minute.
 */
export async function importSchedules(caller: Caller, input: ScheduleImport, nowMs: number): Promise<ScheduleImported> {
  const { environment, timeZone } = input;
  refuseForeign(caller, environment);
  const { entries, skipped } = readScheduleFile(input.format, input.text, timeZone ?? null);
  if (entries.length > mostImported) {
    const fault = `has ${entries.length} schedules; ${mostImported} go at once`;
    throw new AppError('invalid_input', `The file ${fault}`, { fields: { text: fault } });
  }
  takeBulkTurn(caller.principal.actor, nowMs);
  const imported: ScheduleImported = { created: [], known: [], skipped };
  for (const { line, ...entry } of entries) {
    try {
      imported.created.push(await createSchedule(caller, { environment, ...entry }, nowMs));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'conflict') imported.known.push(entry.name);
      else imported.skipped.push({ line, reason: Object.values(error.fields ?? {}).join('; ') || error.message });
    }
  }
  return imported;
}
