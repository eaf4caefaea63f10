import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { type RuleKind, ruleKinds } from '#lib/contracts/alert-rule.ts';
import { metrics } from '#lib/contracts/metric.ts';
import type { Start } from './draft.ts';
import { RuleEditor } from './rule-editor.tsx';

export const metadata: Metadata = { title: 'Alert rule' };

/** Figures of edges and forecasts make no sense at one moment. */
const watchable = metrics.filter((metric) => metric !== 'drain.seconds' && metric !== 'handoff.p95');

interface RulePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RulePage({ params, searchParams }: RulePageProps) {
  await requirePage('/alerts/rules/[id]');
  const { id } = await params;
  return <RuleEditor key={id} id={id} metrics={watchable} start={startOf(await searchParams)} />;
}

/** What a link says of a new rule beforehand; a kind or figure that there is none of is left out. */
function startOf(asked: Record<string, string | string[] | undefined>): Start & { kind: RuleKind } {
  const kind = ruleKinds.find((known) => known === one(asked.kind)) ?? 'threshold';
  const metric = watchable.find((known) => known === one(asked.metric)) ?? '';
  const { environment, queue, job, schedule, name } = asked;
  const words = { environment: one(environment), queue: one(queue), job: one(job), schedule: one(schedule) };
  return { kind, metric, ...words, name: one(name) };
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));
