'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import { formatValue, metricWords } from '#lib/alerts/metric-words.ts';
import type { Rule, RuleView } from '#lib/contracts/alert-rule.ts';

/** "p95 duration > 5 s over 5 m, for 2 m, by queue" */
export function ruleSentence(rule: Rule): string {
  const parts = [
    `${metricWords(rule.metric)} ${rule.op} ${formatValue(rule.metric, rule.value)} over ${formatMs(rule.windowMs)}`,
  ];
  if (rule.kind === 'newError') parts[0] = 'an error that was never seen, or came back';
  if (rule.forMs > 0) parts.push(`for ${formatMs(rule.forMs)}`);
  if (rule.groupBy.length > 0 && rule.kind !== 'newError') parts.push(`by ${rule.groupBy.join(' and ')}`);
  return parts.join(', ');
}

function StateOf({ view }: { view: RuleView }) {
  if (!view.rule.enabled) return <Status tone="idle">paused</Status>;
  if (view.lastError !== null)
    return (
      <Status tone="bad" title={view.lastError}>
        cannot be evaluated
      </Status>
    );
  if (view.firing > 0) return <Status tone="bad">{view.firing} firing</Status>;
  if (view.pending > 0) return <Status tone="warn">{view.pending} pending</Status>;
  if (view.evaluatedAt === null) return <Status tone="unknown">not evaluated yet</Status>;
  return <Status tone="ok">normal</Status>;
}

export function RuleTable({ items }: { items: readonly RuleView[] }) {
  return (
    <TableFrame caption="Alert rules by name" minWidth={860}>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col" className="l">
            State
          </th>
          <th scope="col" className="l w-full">
            Fires when
          </th>
          <th scope="col" className="l">
            Severity
          </th>
          <th scope="col">Told</th>
          <th scope="col">Evaluated</th>
        </tr>
      </thead>
      <tbody>
        {items.map((view) => (
          <tr key={view.id}>
            <td>
              <Link href={`/alerts/rules/${view.id}`}>{view.rule.name}</Link>
            </td>
            <td className="l">
              <StateOf view={view} />
            </td>
            <td className="l clip" title={ruleSentence(view.rule)}>
              {ruleSentence(view.rule)}
            </td>
            <td className="l text-dim">{view.rule.severity}</td>
            <td>
              {view.rule.channels.length === 0 ? <span className="text-dim">nobody</span> : view.rule.channels.length}
            </td>
            <td>
              <Age at={view.evaluatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
