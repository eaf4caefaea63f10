'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { endSilence, silencesOptions } from '#app/_data/alert.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Moment } from '#app/_ui/value.tsx';
import type { SilenceView } from '#lib/contracts/alert.ts';
import { AlertNav } from '../alert-nav.tsx';
import { SilenceForm } from './silence-form.tsx';

function stateOf({ startsAt, endsAt, recurrence, isOn }: SilenceView, now: number) {
  if (Date.parse(endsAt) <= now) return { tone: 'idle', word: 'over' } as const;
  if (recurrence)
    return isOn ? ({ tone: 'work', word: 'on' } as const) : ({ tone: 'unknown', word: 'between' } as const);
  return Date.parse(startsAt) > now
    ? ({ tone: 'unknown', word: 'to come' } as const)
    : ({ tone: 'work', word: 'on' } as const);
}

/** "for 2 h from each 0 2 * * 0, Europe/Berlin" */
const recurrenceWords = ({ cron, timeZone, durationMs }: NonNullable<SilenceView['recurrence']>): string =>
  `for ${formatMs(durationMs)} from each ${cron}, ${timeZone}`;

/** What nobody is told of for a while. Alerts go on being evaluated and shown. */
export function Silences() {
  const silences = useQuery(silencesOptions());
  const queries = useQueryClient();
  const now = useNow();
  const end = async (id: string) => {
    await endSilence(id).catch(() => {});
    await queries.invalidateQueries({ queryKey: ['alerts'] });
  };
  return (
    <ListScreen
      title="Silences"
      what="the silences"
      query={silences}
      above={
        <>
          <AlertNav />
          <SilenceForm />
        </>
      }
      empty={<Empty title="Nothing is silenced">A silence stops notices for a while; alerts go on being shown.</Empty>}
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Silences, those that end first in front" minWidth="min-w-[860px]">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col" className="l">
                Matches
              </th>
              <th scope="col" className="l w-full">
                Why
              </th>
              <th scope="col" className="l">
                By
              </th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="l">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((silence) => {
              const { tone, word } = stateOf(silence, now);
              return (
                <tr key={silence.id}>
                  <td>
                    <Status tone={tone}>{word}</Status>
                  </td>
                  <td className="l mono">
                    {silence.matchers.map(({ label, op, value }) => `${label}${op}${value}`).join(' ')}
                  </td>
                  <td className="l clip" title={silence.comment}>
                    {silence.comment}
                    {silence.recurrence && (
                      <span className="ml-1.5 text-xs text-dim">{recurrenceWords(silence.recurrence)}</span>
                    )}
                  </td>
                  <td className="l">{silence.createdBy}</td>
                  <td>
                    <Moment at={silence.startsAt} />
                  </td>
                  <td>
                    <Moment at={silence.endsAt} />
                  </td>
                  <td className="l">
                    {word !== 'over' && (
                      <button type="button" className="tag hover:text-ink" onClick={() => void end(silence.id)}>
                        end it
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
