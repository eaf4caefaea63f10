import { isOn } from '#lib/alerts/silence.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import type { SilenceInput, SilenceView } from '#lib/contracts/alert.ts';
import type { Page } from '#lib/contracts/page.ts';
import { type StoredSilence, selectSilences } from '#lib/db/alert/select-silences.ts';
import { endSilence, insertSilence } from '#lib/db/alert/write-silence.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { refuseBound, uuid } from './bound.ts';

const viewOf = (silence: StoredSilence, nowMs: number): SilenceView => {
  const { id, matchers, startsMs, endsMs, comment, createdBy, recurrence } = silence;
  return {
    id,
    matchers: [...matchers],
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(endsMs).toISOString(),
    comment,
    createdBy,
    recurrence,
    isOn: isOn(silence, nowMs),
  };
};

/** Those that are on or to come, and those that ended in the last day. */
export async function listSilences(caller: Caller, nowMs: number): Promise<Page<SilenceView>> {
  refuseBound(caller);
  return {
    items: (await selectSilences(caller.pool, nowMs - 86_400_000)).map((one) => viewOf(one, nowMs)),
    nextCursor: null,
  };
}

export async function createSilence(caller: Caller, input: SilenceInput, nowMs: number): Promise<SilenceView> {
  refuseBound(caller);
  const { actor, name } = caller.principal;
  const startsMs = input.startsAt ? Date.parse(input.startsAt) : nowMs;
  const silence = {
    matchers: input.matchers,
    startsMs,
    endsMs: Date.parse(input.endsAt),
    comment: input.comment,
    createdBy: name,
    recurrence: input.recurrence,
  };
  return inTransaction(caller.pool, async (client) => {
    const made = await insertSilence(client, silence);
    await insertAudit(client, {
      actor,
      action: 'alert.silence.create',
      target: `silence:${made}`,
      after: input,
      result: 'ok',
    });
    return viewOf({ ...silence, id: made, createdAt: new Date(nowMs) }, nowMs);
  });
}

/** Ends it now: silences are never edited, and never forgotten. */
export async function removeSilence(caller: Caller, id: string): Promise<void> {
  refuseBound(caller);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    if (!uuid.test(id) || !(await endSilence(client, id)))
      throw new AppError('not_found', 'There is no such silence, or it is over.');
    await insertAudit(client, { actor, action: 'alert.silence.end', target: `silence:${id}`, result: 'ok' });
  });
}
