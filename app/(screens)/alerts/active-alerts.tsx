'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { acknowledge, addSilence } from '#app/_data/alert.ts';
import { ApiError } from '#app/_data/fetch-json.ts';
import { Fault } from '#app/_ui/fault.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { alertTone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';
import type { InstanceView } from '#lib/contracts/alert.ts';
import { Labels } from './labels.tsx';

const silenceMs = 3_600_000;

/** Alerts that are not normal, with what can be done about each. */
export function ActiveAlerts({ items }: { items: readonly InstanceView[] }) {
  const queries = useQueryClient();
  const [fault, setFault] = useState<string | null>(null);
  const attempt = async (work: () => Promise<unknown>) => {
    setFault(null);
    try {
      await work();
    } catch (error) {
      setFault(error instanceof ApiError ? error.message : String(error));
    }
    await queries.invalidateQueries({ queryKey: ['alerts'] });
  };
  const silence = ({ labels, rule }: InstanceView) =>
    addSilence({
      matchers: [
        { label: 'rule', op: '=', value: rule.name },
        ...Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value })),
      ],
      endsAt: new Date(Date.now() + silenceMs).toISOString(),
      comment: 'for an hour, from the list of alerts',
    });
  return (
    <>
      <Fault className="px-3.5 py-1">{fault}</Fault>
      <TableFrame caption="Alerts that are not normal, the worst first" minWidth="min-w-[980px]">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col" className="l">
              Rule
            </th>
            <th scope="col" className="l w-full">
              Where
            </th>
            <th scope="col" className="l">
              What was seen
            </th>
            <th scope="col">Since</th>
            <th scope="col" className="l">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((alert) => (
            <tr key={alert.id}>
              <td>
                <Status tone={alertTone[alert.phase]}>{alert.phase}</Status>
                {alert.isSilenced && <span className="tag ml-1.5">silenced</span>}
                {alert.inhibitedBy && (
                  <span className="tag ml-1.5" title={`Nobody is told while “${alert.inhibitedBy}” fires.`}>
                    muted
                  </span>
                )}
                {alert.isFlapping && (
                  <span
                    className="tag ml-1.5"
                    title="It came and went four times within an hour: told as one until all is fine for an hour."
                  >
                    flapping
                  </span>
                )}
              </td>
              <td className="l">
                <Link href={`/alerts/rules/${alert.rule.id}`}>{alert.rule.name}</Link>
                <span className="ml-1.5 text-xs text-dim">{alert.rule.severity}</span>
              </td>
              <td className="l clip">
                <Labels labels={alert.labels} />
              </td>
              <td className="l">{alert.sentence}</td>
              <td>
                <Age at={alert.since} />
              </td>
              <td className="l">
                <span className="flex items-center gap-1.5">
                  <Link href={alert.path} className="link">
                    look
                  </Link>
                  {alert.rule.runbookUrl && (
                    <a href={alert.rule.runbookUrl} className="link" rel="noreferrer" target="_blank">
                      runbook
                    </a>
                  )}
                  {alert.acknowledged ? (
                    <span className="text-xs text-dim" title={alert.acknowledged.at}>
                      taken by {alert.acknowledged.by}
                    </span>
                  ) : (
                    alert.phase !== 'pending' && (
                      <button
                        type="button"
                        className="tag hover:text-ink"
                        onClick={() => void attempt(() => acknowledge(alert.id))}
                      >
                        acknowledge
                      </button>
                    )
                  )}
                  {!alert.isSilenced && (
                    <button
                      type="button"
                      className="tag hover:text-ink"
                      onClick={() => void attempt(() => silence(alert))}
                    >
                      silence 1 h
                    </button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </>
  );
}
