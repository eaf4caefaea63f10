// What is wrong now, and what was.
import * as z from 'zod';
import { inhibitedBy } from '#lib/alerts/inhibition.ts';
import { screenPath } from '#lib/alerts/screen-path.ts';
import { sentenceOf } from '#lib/alerts/sentence.ts';
import { isSilenced } from '#lib/alerts/silence.ts';
import { isAlarming } from '#lib/alerts/step.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import type { HistoryQuery, InstanceView, TransitionView } from '#lib/contracts/alert.ts';
import type { Page } from '#lib/contracts/page.ts';
import { type ActiveInstance, acknowledge, selectActive } from '#lib/db/alert/select-active.ts';
import { selectHistory } from '#lib/db/alert/select-history.ts';
import { selectSilences } from '#lib/db/alert/select-silences.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { refuseBound, uuid } from './bound.ts';

const mayBeSeen = ({ environment }: Caller, { labels, rule }: ActiveInstance): boolean =>
  environment === null ||
  labels.environment === environment ||
  rule.filter.environment?.every((one) => one === environment) === true;

/** Pending, firing and recovering, the worst first. */
export async function listInstances(caller: Caller, nowMs: number): Promise<Page<InstanceView>> {
  const [active, silences] = await Promise.all([selectActive(caller.pool), selectSilences(caller.pool, nowMs)]);
  const firing = active
    .filter(({ phase }) => isAlarming(phase))
    .map(({ id, ruleId, rule, labels }) => ({ instanceId: id, ruleId, rule, labels }));
  const items = active
    .filter((one) => mayBeSeen(caller, one))
    .map((one): InstanceView => {
      const { rule, labels, since } = one;
      const from = new Date(since.getTime() - rule.windowMs).toISOString();
      return {
        id: one.id,
        episodeId: one.episodeId,
        rule: { id: one.ruleId, name: rule.name, severity: rule.severity, runbookUrl: rule.runbookUrl },
        labels,
        phase: one.phase,
        kind: rule.kind,
        metric: rule.metric,
        op: rule.op,
        value: one.value,
        threshold: rule.value,
        since: since.toISOString(),
        isSilenced: isSilenced(silences, { ...labels, rule: rule.name, severity: rule.severity }, nowMs),
        inhibitedBy: inhibitedBy({ instanceId: one.id, ruleId: one.ruleId, rule, labels }, firing)?.rule.name ?? null,
        isFlapping: one.state.isFlapping ?? false,
        sentence: sentenceOf({ ...rule, value: one.value, threshold: rule.value, note: one.state.note }),
        acknowledged: one.acknowledgedAt && { at: one.acknowledgedAt.toISOString(), by: one.acknowledgedBy ?? '' },
        path: screenPath(rule, labels, { from, to: new Date(nowMs).toISOString() }),
      };
    });
  return { items, nextCursor: null };
}

/** Repeats stop until it is over. Throws AppError('not_found') for what does not fire. */
export async function acknowledgeInstance(caller: Caller, id: string): Promise<void> {
  const found = uuid.test(id) ? (await selectActive(caller.pool)).find((one) => one.id === id) : undefined;
  if (!found || !mayBeSeen(caller, found)) throw new AppError('not_found', 'There is no such alert, or it is over.');
  const { actor, name } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await acknowledge(client, id, name);
    const after = { rule: found.rule.name, labels: found.labels };
    await insertAudit(client, { actor, action: 'alert.acknowledge', target: `alert:${id}`, after, result: 'ok' });
  });
}

const historyCursor = z.object({ id: z.string().regex(/^\d{1,19}$/) });

/** Changes of phase, the latest first, with what was sent of them. */
export async function listHistory(caller: Caller, query: HistoryQuery): Promise<Page<TransitionView>> {
  refuseBound(caller);
  const beforeId = readCursor(historyCursor, query.cursor)?.id ?? null;
  const found = await selectHistory(caller.pool, { ruleId: query.ruleId ?? null, beforeId, limit: query.limit + 1 });
  const items = found.slice(0, query.limit);
  return { items, nextCursor: found.length > query.limit ? writeCursor({ id: items.at(-1)?.id }) : null };
}
