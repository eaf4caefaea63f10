'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import { formatValue, metricWords } from '#lib/alerts/metric-words.ts';
import type { Rule, RuleView } from '#lib/contracts/alert-rule.ts';

/** "p95 duration above 5 s over 5 m, for 2 m, by queue" */
export function ruleSentence(rule: Rule): string {
  const parts = [conditionOf(rule)];
  if (rule.forMs > 0) parts.push(`for ${formatMs(rule.forMs)}`);
  if (rule.groupBy.length > 0 && rule.kind !== 'newError' && rule.kind !== 'missed')
    parts.push(`by ${rule.groupBy.join(' and ')}`);
  return parts.join(', ');
}

const opWords = { '>': 'above', '>=': 'at least', '<': 'below', '<=': 'at most' } as const;

function conditionOf(rule: Rule): string {
  const { kind, metric, op, value } = rule;
  if (kind === 'newError') return 'an error that was never seen, or came back';
  if (kind === 'missed') return `a schedule: ${rule.faults.join(', ')}`;
  if (kind === 'consecutive') return `${value} failures in a row, until ${rule.recoveryValue} in a row succeed`;
  if (kind === 'anomaly')
    return `${metricWords(metric)} ${opWords[op]} usual for the hour by ${value} spreads, over ${formatMs(rule.windowMs)}`;
  const over = kind === 'self' ? '' : ` over ${formatMs(rule.windowMs)}`;
  return `${metricWords(metric)} ${opWords[op]} ${formatValue(metric, value)}${over}`;
}

/** Longer than a takeover takes: nobody evaluates. */
const latenessMs = 60_000;

function StateOf({ view }: { view: RuleView }) {
  const now = useNow();
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
  if (now - Date.parse(view.evaluatedAt) > view.rule.evaluateEveryMs + view.rule.evaluationDelayMs + latenessMs)
    return <Status tone="unknown">not evaluated any more</Status>;
  return <Status tone="ok">normal</Status>;
}

/** How many channels hear of it. */
function ToldBy({ view }: { view: RuleView }) {
  if (view.rule.kind === 'self') return <span className="text-dim">all</span>;
  const count = view.rule.channels.length;
  return count === 0 ? <span className="text-dim">nobody</span> : count;
}

export function RuleTable({ items }: { items: readonly RuleView[] }) {
  return (
    <TableFrame caption="Alert rules by name" minWidth="min-w-[860px]">
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
              {view.isDeclared && (
                <span className="tag ml-1.5" title="declared in signalbox.yaml">
                  yaml
                </span>
              )}
            </td>
            <td className="l">
              <StateOf view={view} />
            </td>
            <td className="l clip" title={ruleSentence(view.rule)}>
              {ruleSentence(view.rule)}
            </td>
            <td className="l text-dim">{view.rule.severity}</td>
            <td>
              <ToldBy view={view} />
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
