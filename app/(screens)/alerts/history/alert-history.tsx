'use client';
import { useQuery } from '@tanstack/react-query';
import { historyOptions } from '#app/_data/alert.ts';
import { inEnvironment } from '#app/_data/in-environment.ts';
import { useScope } from '#app/_data/scope.ts';
import { Elsewhere } from '#app/_ui/elsewhere.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Link } from '#app/_ui/link.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { alertTone, deliveryTone } from '#app/_ui/tone.ts';
import { Moment } from '#app/_ui/value.tsx';
import type { DeliveryView, TransitionView } from '#lib/contracts/alert.ts';
import { AlertNav } from '../alert-nav.tsx';
import { Labels } from '../labels.tsx';

const reasons: Readonly<Record<string, string>> = {
  condition: 'the condition',
  no_data: 'no data',
  missing_series: 'its series ended',
  error: 'it could not be evaluated',
  rule_changed: 'the rule was changed',
  rule_paused: 'the rule was paused',
  rule_removed: 'the rule was removed',
};

function Delivery({ delivery }: { delivery: DeliveryView }) {
  const { channel, state, tries, lastStatus, lastError } = delivery;
  const detail = [lastStatus && `answered ${lastStatus}`, tries > 1 && `${tries} tries`, lastError]
    .filter(Boolean)
    .join(', ');
  return (
    <Status tone={deliveryTone[state]} title={detail}>
      {channel ?? 'a channel that is gone'} {state}
    </Status>
  );
}

/** Every change of phase, and what was sent of it. */
export function AlertHistory() {
  const history = useQuery(historyOptions());
  const [{ environment }] = useScope();
  return (
    <ListScreen
      title="Alert history"
      what="the history of alerts"
      query={history}
      above={<AlertNav />}
      empty={
        <Empty title="No alert has changed yet">Every change of phase is kept here, with what was sent of it.</Empty>
      }
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => {
        const { shown, elsewhere } = inEnvironment(items, environment, ({ labels }) => labels.environment);
        return (
          <>
            {shown.length === 0 ? (
              <Empty title={`No alert of ${environment} has changed yet`} />
            ) : (
              <HistoryTable items={shown} />
            )}
            <Elsewhere shown={shown.length} count={elsewhere} what="change" />
          </>
        );
      }}
    </ListScreen>
  );
}

function HistoryTable({ items }: { items: readonly TransitionView[] }) {
  return (
    <TableFrame caption="Changes of alerts, the latest first" minWidth="min-w-[980px]">
      <thead>
        <tr>
          <th scope="col">At</th>
          <th scope="col" className="l">
            Became
          </th>
          <th scope="col" className="l">
            Rule
          </th>
          <th scope="col" className="l w-full">
            Where
          </th>
          <th scope="col" className="l">
            By
          </th>
          <th scope="col" className="l">
            Sent
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id}>
            <td>
              <Moment at={one.at} />
            </td>
            <td className="l">
              <Status tone={alertTone[one.to]}>{one.to}</Status>
              <span className="ml-1.5 text-xs text-dim">from {one.from}</span>
            </td>
            <td className="l">
              <Link href={`/alerts/rules/${one.rule.id}`}>{one.rule.name}</Link>
            </td>
            <td className="l clip">
              <Labels labels={one.labels} />
            </td>
            <td className="l text-dim">{reasons[one.reason] ?? one.reason}</td>
            <td className="l">
              <span className="flex gap-2.5">
                {one.deliveries.map((delivery) => (
                  <Delivery key={delivery.id} delivery={delivery} />
                ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
