// Alert rules: listing, writing, and trying them on stored history.

import { completeRule, inputOf } from '#lib/alerts/complete-rule.ts';
import { endInstances } from '#lib/alerts/end-instances.ts';
import { previewRule } from '#lib/alerts/preview.ts';
import { endReasonOf, isRaised } from '#lib/alerts/rule-change.ts';
import type { Observation } from '#lib/alerts/step.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import type { PreviewInput, PreviewView } from '#lib/contracts/alert.ts';
import { type Rule, type RuleInput, type RulePatch, type RuleView, ruleInput } from '#lib/contracts/alert-rule.ts';
import type { Page } from '#lib/contracts/page.ts';
import { takeBackAcknowledgements } from '#lib/db/alert/select-active.ts';
import { type StoredRule, selectRules } from '#lib/db/alert/select-rules.ts';
import { insertRule, removeRule as removeRow, updateRule } from '#lib/db/alert/write-rule.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { refuseBound, uuid } from './bound.ts';

const viewOf = ({
  id,
  version,
  builtIn,
  isDeclared,
  rule,
  firing,
  pending,
  evaluatedMs,
  lastError,
  updatedAt,
}: StoredRule): RuleView => ({
  id,
  version,
  builtIn,
  isDeclared,
  rule,
  firing,
  pending,
  evaluatedAt: evaluatedMs === null ? null : new Date(evaluatedMs).toISOString(),
  lastError,
  updatedAt: updatedAt.toISOString(),
});

async function find(caller: Caller, id: string): Promise<StoredRule> {
  const found = uuid.test(id) ? (await selectRules(caller.pool, id))[0] : undefined;
  if (!found) throw new AppError('not_found', 'There is no such rule.');
  return found;
}

/** `withSelf`: also those by which Signalbox watches itself. */
export async function listRules(caller: Caller, withSelf: boolean): Promise<Page<RuleView>> {
  refuseBound(caller);
  const found = (await selectRules(caller.pool)).filter(({ rule }) => withSelf || rule.kind !== 'self');
  return { items: found.map(viewOf), nextCursor: null };
}

/** Throws AppError('conflict') for what is not changed here. */
function refuseFixed({ rule, isDeclared }: StoredRule): void {
  if (rule.kind === 'self') throw new AppError('conflict', 'Signalbox watches itself by this rule: it stays as it is.');
  if (isDeclared) throw new AppError('conflict', `'${rule.name}' is declared in signalbox.yaml: change it there.`);
}

export async function getRule(caller: Caller, id: string): Promise<RuleView> {
  refuseBound(caller);
  return viewOf(await find(caller, id));
}

async function checkChannels(caller: Caller, rule: Rule): Promise<void> {
  const found = await caller.pool.query('select from alert_channel where id = any($1::uuid[])', [rule.channels]);
  if (found.rowCount !== new Set(rule.channels).size) {
    throw new AppError('invalid_input', 'Some values are not valid.', {
      fields: { channels: 'names a channel that is not there' },
    });
  }
}

export async function createRule(caller: Caller, input: RuleInput): Promise<RuleView> {
  refuseBound(caller);
  const rule = completeRule(input);
  await checkChannels(caller, rule);
  const { actor } = caller.principal;
  const id = await inTransaction(caller.pool, async (client) => {
    const made = await insertRule(client, rule, actor);
    await insertAudit(client, {
      actor,
      action: 'alert.rule.create',
      target: `rule:${made}`,
      after: rule,
      result: 'ok',
    });
    return made;
  });
  return viewOf(await find(caller, id));
}

/** Changes what `patch` names. Whatever it was firing ends, unless only its name, its channels or how often they are told changed. */
export async function changeRule(caller: Caller, id: string, patch: RulePatch, nowMs: number): Promise<RuleView> {
  refuseBound(caller);
  const stored = await find(caller, id);
  refuseFixed(stored);
  const rule = completeRule(ruleInput.parse({ ...inputOf(stored.rule), ...patch }));
  await checkChannels(caller, rule);
  const { actor } = caller.principal;
  const reason = endReasonOf(stored.rule, rule);
  await inTransaction(caller.pool, async (client) => {
    if (reason) await endInstances(client, stored, { reason, nowMs, publicUrl: publicUrl() });
    await updateRule(client, id, rule, reason !== null);
    if (isRaised(stored.rule, rule)) await takeBackAcknowledgements(client, id);
    const record = {
      actor,
      action: 'alert.rule.change',
      target: `rule:${id}`,
      before: stored.rule,
      after: rule,
      result: 'ok',
    };
    await insertAudit(client, record);
  });
  return viewOf(await find(caller, id));
}

export async function removeRule(caller: Caller, id: string, nowMs: number): Promise<void> {
  refuseBound(caller);
  const stored = await find(caller, id);
  refuseFixed(stored);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await endInstances(client, stored, { reason: 'rule_removed', nowMs, publicUrl: publicUrl() });
    await removeRow(client, id);
    await insertAudit(client, {
      actor,
      action: 'alert.rule.delete',
      target: `rule:${id}`,
      before: stored.rule,
      result: 'ok',
    });
  });
}

const mostSeries = 20;
const iso = (ms: number): string => new Date(ms).toISOString();
const pointOf = (at: number, seen: Observation | undefined): [string, number | null, number] =>
  seen?.kind === 'value' ? [iso(at), seen.value, seen.n] : [iso(at), null, 0];

/** What the rule would have done in the last `windowMs`. */
export async function previewOf(
  caller: Caller,
  { rule: input, windowMs }: PreviewInput,
  nowMs: number,
): Promise<PreviewView> {
  refuseBound(caller);
  const rule = completeRule(input);
  const preview = await previewRule(caller.pool, rule, windowMs, nowMs);
  const fired = new Set(preview.episodes.map((episode) => JSON.stringify(episode.labels)));
  const sorted = preview.series.toSorted(
    (a, b) => Number(fired.has(JSON.stringify(b.labels))) - Number(fired.has(JSON.stringify(a.labels))),
  );
  return {
    from: iso(preview.fromMs),
    to: iso(preview.toMs),
    stepMs: preview.stepMs,
    isCoarse: preview.isCoarse,
    series: sorted.slice(0, mostSeries).map(({ labels, seen }) => ({
      labels,
      points: preview.slots.map((slot) => pointOf(slot, seen.get(slot))),
    })),
    isCut: sorted.length > mostSeries,
    firings: preview.episodes.map(({ labels, fromMs, toMs, worst }) => ({
      labels,
      from: iso(fromMs),
      to: toMs === null ? null : iso(toMs),
      worst,
    })),
    notifications: preview.notifications,
    minutesFiring: preview.minutesFiring,
    thinWindows: preview.thinWindows,
  };
}
