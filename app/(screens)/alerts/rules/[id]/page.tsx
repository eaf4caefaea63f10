import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { metrics } from '#lib/contracts/metric.ts';
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
  const { metric, environment, queue, job } = await searchParams;
  const start = { metric: one(metric), environment: one(environment), queue: one(queue), job: one(job) };
  return <RuleEditor key={id} id={id} metrics={watchable} start={start} />;
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));
