'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { channelsOptions, removeChannel, rotateChannel, testChannel } from '#app/_data/alert.ts';
import { ApiError } from '#app/_data/fetch-json.ts';
import { Command, Empty } from '#app/_ui/empty.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { deliveryTone } from '#app/_ui/tone.ts';
import type { DeliveryView } from '#lib/contracts/alert.ts';
import { AlertNav } from '../alert-nav.tsx';
import { ChannelForm } from './channel-form.tsx';

type Outcome = { delivery: DeliveryView } | { secret: string } | { fault: string } | 'busy';

/** Where alerts are told. */
export function Channels() {
  const channels = useQuery(channelsOptions());
  const queries = useQueryClient();
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({});
  const note = (id: string, outcome: Outcome) => setOutcomes((known) => ({ ...known, [id]: outcome }));
  const attempt = async (id: string, work: () => Promise<Outcome | null>) => {
    note(id, 'busy');
    try {
      const outcome = await work();
      if (outcome) note(id, outcome);
    } catch (error) {
      note(id, { fault: error instanceof ApiError ? error.message : String(error) });
    }
    await queries.invalidateQueries({ queryKey: ['alerts', 'channels'] });
  };
  return (
    <ListScreen
      title="Channels"
      what="the channels"
      query={channels}
      above={
        <>
          <AlertNav />
          <ChannelForm />
        </>
      }
      empty={
        <Empty title="Nobody is told yet">
          Alerts are shown here all the same. Add a channel, test it, and name it in a rule.
        </Empty>
      }
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Channels by name" minWidth="min-w-[760px]">
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col" className="l">
                Kind
              </th>
              <th scope="col" className="l">
                Goes to
              </th>
              <th scope="col" className="l w-full">
                State
              </th>
              <th scope="col" className="l">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((channel) => (
              <tr key={channel.id}>
                <td>
                  {channel.name}
                  {channel.isDeclared && (
                    <span className="tag ml-1.5" title="declared in signalbox.yaml">
                      yaml
                    </span>
                  )}
                </td>
                <td className="l">{channel.kind}</td>
                <td className="l mono">{channel.target}</td>
                <td className="l clip" aria-live="polite">
                  <State outcome={outcomes[channel.id]} disabledReason={channel.disabledReason} />
                </td>
                <td className="l">
                  <span className="flex gap-1.5">
                    <button
                      type="button"
                      className="tag hover:text-ink"
                      onClick={() =>
                        void attempt(channel.id, async () => ({ delivery: await testChannel(channel.id) }))
                      }
                    >
                      send a test
                    </button>
                    {channel.kind === 'webhook' && !channel.isDeclared && (
                      <button
                        type="button"
                        className="tag hover:text-ink"
                        onClick={() =>
                          void attempt(channel.id, async () => ({
                            secret: (await rotateChannel(channel.id)).signingSecret ?? '',
                          }))
                        }
                      >
                        new secret
                      </button>
                    )}
                    <button
                      type="button"
                      className="tag hover:text-ink"
                      onClick={() =>
                        void attempt(channel.id, async () => {
                          await removeChannel(channel.id);
                          return null;
                        })
                      }
                    >
                      remove
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}

function State({ outcome, disabledReason }: { outcome: Outcome | undefined; disabledReason: string | null }) {
  if (outcome === 'busy') return <span className="text-dim">sending …</span>;
  if (outcome && 'fault' in outcome) return <Status tone="bad">{outcome.fault}</Status>;
  if (outcome && 'secret' in outcome) {
    return (
      <span className="grid gap-1">
        Shown only now; the secret before goes on signing for a day: <Command text={outcome.secret} />
      </span>
    );
  }
  if (outcome) {
    const { state, lastError, lastStatus } = outcome.delivery;
    const word = state === 'delivered' ? `test delivered, answered ${lastStatus}` : `test ${lastError ?? state}`;
    return <Status tone={state === 'pending' ? 'bad' : deliveryTone[state]}>{word}</Status>;
  }
  if (disabledReason) return <Status tone="bad">{disabledReason}</Status>;
  return <span className="text-dim">–</span>;
}
