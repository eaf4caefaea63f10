// The way of one check-in, through whichever port it came: whose token, which execution, then durable, then acknowledged.
import { createHash, randomUUID } from 'node:crypto';
import { hashToken } from '#lib/auth/api-token.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import { type PackedRequest, packRequest } from '#lib/ingest/pack-request.ts';
import type { OpenRuns } from './open-runs.ts';
import { type CheckIn, type CheckInPhase, type CheckInRequest, readCheckIn } from './read-check-in.ts';
import { type CheckInSchedule, checkInToRows } from './to-evidence.ts';

export interface CheckInMeans {
  /** Whose token this is the SHA-256 of; null = nobody's. Throws AppError('unavailable') when that cannot be known now. */
  scheduleOf(tokenHash: Buffer): Promise<CheckInSchedule | null>;
  openRuns: OpenRuns;
  /** Resolves when it is durable; one with an `id` that was stored before is a no-op. Throws AppError('unavailable'). */
  store(delivery: { id: Buffer; request: PackedRequest }): Promise<void>;
}

export interface TakenCheckIn {
  rid: string;
  phase: CheckInPhase;
}

/** Throws AppError: not_found (no such path or token), invalid_input, unavailable (nothing was stored). `readOutput` is called only for a known token. */
export async function takeCheckIn(
  means: CheckInMeans,
  request: CheckInRequest,
  readOutput: () => Promise<string>,
  nowUs: Micros,
): Promise<TakenCheckIn> {
  const said = readCheckIn(request);
  const tokenHash = hashToken(said.token);
  const schedule = await means.scheduleOf(tokenHash);
  if (!schedule) throw new AppError('not_found', 'No schedule has this token; it may have been replaced or removed.');
  const output = await readOutput();
  const execution = await executionOf(means.openRuns, schedule.id, said);
  const { rid } = execution;
  const rows = checkInToRows({ ...said, rid }, schedule, output, nowUs);
  const id = deliveryId(tokenHash, rid, said.phase, output);
  try {
    await means.store({ id, request: packRequest({ ...rows, spans: [] }) });
  } catch (error) {
    await execution.undo();
    throw error;
  }
  await execution.done();
  return { rid, phase: said.phase };
}

interface Execution {
  rid: string;
  done(): Promise<void>;
  undo(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** Which execution it tells of. Without an id of the sender's, an end is of the one that began first and has not ended. */
async function executionOf(open: OpenRuns, scheduleId: string, { rid, phase }: CheckIn): Promise<Execution> {
  if (rid !== null) return { rid, done: nothing, undo: nothing };
  if (phase === 'start') {
    const made = randomUUID();
    return { rid: made, done: () => open.add(scheduleId, made), undo: nothing };
  }
  if (phase === 'log' || phase === 'skip') {
    const found = phase === 'log' ? await open.latest(scheduleId) : null;
    return { rid: found ?? randomUUID(), done: nothing, undo: nothing };
  }
  const begun = await open.take(scheduleId);
  if (begun === null) return { rid: randomUUID(), done: nothing, undo: nothing };
  return { rid: begun, done: nothing, undo: () => open.add(scheduleId, begun) };
}

/** One check-in has one id however often it is sent. Several log lines of an execution are told apart by what they say. */
function deliveryId(tokenHash: Buffer, rid: string, phase: CheckInPhase, output: string): Buffer {
  const hash = createHash('sha256').update('check-in\0').update(tokenHash).update(`${rid}\0${phase}`);
  if (phase === 'log') hash.update(`\0${output}`);
  return hash.digest().subarray(0, 16);
}
