'use client';
import { useQuery } from '@tanstack/react-query';
import { trustOptions } from '#app/_data/lists.ts';
import { useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import type { Trust as TrustAnswer } from '#lib/contracts/trust.ts';
import { ChangeList } from './change-list.tsx';
import { changesOf, groupsOf } from './changes.ts';
import { GapTable } from './gap-table.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import { SenderTable } from './sender-table.tsx';
import { TrustFigures } from './trust-figures.tsx';

const duties: Record<string, string> = {
  deriver: 'Nobody derives: new runs and states do not appear. Start a process with the role deriver.',
  keeper: 'Nobody keeps house: partitions are not made ahead, old data stays. Start a process with the role keeper.',
};

/** How far what we show can be relied on, and what would make it better. */
export function Trust() {
  const [{ environment }] = useScope();
  const trust = useQuery(trustOptions());
  return (
    <Screen title="Trust">
      <TrustFigures trust={trust.data} hasFailed={trust.error !== null} />
      <Answered
        query={trust}
        what="what is known of the senders"
        loading={
          <Panel isFlush>
            <TableSkeleton rows={8} />
          </Panel>
        }
      >
        {(answer) => <Parts trust={answer} environment={environment} />}
      </Answered>
    </Screen>
  );
}

function Parts({ trust, environment }: { trust: TrustAnswer; environment: string }) {
  // What is of no known environment concerns everybody.
  const items = trust.items.filter(
    (item) => environment === '' || item.environment === null || item.environment === environment,
  );
  const changes = changesOf({ items }, useNow());
  const hasGaps = items.some((item) => item.gaps.length > 0);
  return (
    <>
      {(trust.idle.length > 0 || (trust.partitions.daysAhead ?? 0) < 1) && <Duties trust={trust} />}
      {trust.fullNames.length > 0 && <FullNames names={trust.fullNames} />}
      <Panel isFlush title="What to change" note={changes.length === 0 ? undefined : 'in the last 24 h, worst first'}>
        {changes.length === 0 ? (
          <Empty title="Nothing to change">
            Watched are: times and ids that had to be refused, clocks of senders, producers and workers, spans whose
            parent or link did not arrive, instrumentations that nobody reads, attributes that were cut or dropped, runs
            without a correlation ID or without an enqueueing, and sources that cannot be read.
          </Empty>
        ) : (
          <ChangeList groups={groupsOf(changes)} />
        )}
      </Panel>
      <Panel isFlush title="Senders and sources">
        {items.length === 0 ? (
          <Empty title="Nothing was received yet" command="npm run demo">
            As soon as a source is read or a worker sends telemetry, its freshness, clock, gaps and refused records
            stand here.
          </Empty>
        ) : (
          <SenderTable items={items} />
        )}
      </Panel>
      {hasGaps && (
        <Panel isFlush title="Gaps" note="stretches in which facts may be hidden, last 7 days">
          <GapTable items={items} />
        </Panel>
      )}
      {trust.quarantine.length > 0 && (
        <Panel isFlush title="Quarantine" note="refused by the database one by one; their neighbours are stored">
          <QuarantineList rows={trust.quarantine} />
        </Panel>
      )}
    </>
  );
}

function FullNames({ names }: { names: TrustAnswer['fullNames'] }) {
  return (
    <Panel>
      <div role="alert">
        <ul>
          {names.map(({ environment, kind, most }) => (
            <li key={`${environment} ${kind}`} className="[&>span]:whitespace-normal">
              <Status tone="warn">
                {`${environment} has ${most} ${kind === 'job' ? 'job names' : 'queues'}, as many as are kept apart. Further ones are counted ` +
                  `together as (other); all totals stay exact. Names that hold an id are the usual cause; SIGNALBOX_MAX_NAMES is the limit.`}
              </Status>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Duties({ trust: { idle, partitions } }: { trust: TrustAnswer }) {
  return (
    <Panel>
      <div role="alert">
        <ul>
          {idle.map((duty) => (
            <li key={duty} className="[&>span]:whitespace-normal">
              <Status tone="bad">{duties[duty] ?? `Nobody is ${duty}.`}</Status>
            </li>
          ))}
          {(partitions.daysAhead ?? 0) < 1 && (
            <li className="[&>span]:whitespace-normal">
              <Status tone="bad">No partition is ready for tomorrow: the keeper makes them; look at its log.</Status>
            </li>
          )}
        </ul>
      </div>
    </Panel>
  );
}
