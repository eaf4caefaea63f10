'use client';
import type { ReactNode } from 'react';
import { useScopedLink } from '#app/_data/scope.ts';
import { Attributes } from '#app/_ui/inspector/attributes.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Moment } from '#app/_ui/value.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';

/** Where the run belongs: queue, source, trace, parents, the same error elsewhere. */
export function Surroundings({ run }: { run: RunDetail }) {
  const link = useScopedLink();
  const related = run.edges.filter((edge) => edge.runId !== null && edge.runId !== run.id);
  const facts: [string, ReactNode][] = [
    [
      'Queue',
      <Link key="queue" className="link" href={link(`/queues/${run.queueId}`)}>{`${run.queue} · ${run.system}`}</Link>,
    ],
    ['Source', `${run.source}, ${run.environment}`],
    ['Enqueued', <Moment key="enqueued" at={run.enqueuedAt} />],
    ['Due', run.dueAt && <Moment key="due" at={run.dueAt} />],
    ['Job ID', run.jobId && <span className="mono">{run.jobId}</span>],
    ['Trace', run.traceId && <span className="mono break-all">{run.traceId}</span>],
    ['Priority', run.priority],
    ['Tenant', run.tenant],
    ['Correlation known by', run.correlation?.words],
    [
      'Same job',
      run.job && (
        <Link
          key="job"
          className="link"
          href={link('/runs', { environment: run.environment, queue: run.queue, job: run.job })}
        >{`runs of ${run.job}`}</Link>
      ),
    ],
    [
      'Same error',
      run.error?.fingerprint && (
        <Link
          key="error"
          className="link"
          href={link('/runs', { environment: run.environment, errorGroup: run.error.fingerprint })}
        >
          runs with this error
        </Link>
      ),
    ],
    ...related.map((edge): [string, ReactNode] => [
      edge.direction === 'out' ? edge.kind : `${edge.kind}, from`,
      <Link key={`${edge.kind} ${edge.runId}`} className="link mono" href={link(`/runs/${edge.runId}`)}>
        {edge.runId?.slice(0, 8)}
      </Link>,
    ]),
  ];
  return (
    <Panel title="Around it">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 md:grid-cols-4">
        {facts
          .filter(([, value]) => value !== null && value !== undefined && value !== '')
          .map(([label, value], index) => (
            <div key={`${label} ${index}`} className="min-w-0">
              <dt className="text-xs text-dim">{label}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
      </dl>
      <Attributes label="Payload, as allow-listed" values={run.payload} />
    </Panel>
  );
}
