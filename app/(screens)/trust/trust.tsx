'use client';
import { useQuery } from '@tanstack/react-query';
import { trustOptions } from '#app/_data/lists.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { TrustSource } from './trust-source.tsx';

/** How far what we show can be relied on. */
export function Trust() {
  const trust = useQuery(trustOptions());
  const lag = trust.data?.lag;
  return (
    <Screen title="Trust">
      <Figures label="Lag">
        <Figure label="Stored, not yet derived" value={lag && formatCount(lag.inboxItems)} />
        <Figure label="Oldest of it" value={lag && formatMs(lag.inboxItems === 0 ? 0 : lag.oldestMs)} />
        <Figure
          label="Gaps"
          value={trust.data && formatCount(trust.data.items.reduce((sum, item) => sum + item.gaps.length, 0))}
          note="in which facts may be hidden"
        />
        <Figure
          label="Quarantined"
          value={trust.data && formatCount(trust.data.items.reduce((sum, item) => sum + item.quarantined, 0))}
        />
      </Figures>
      <Answered
        query={trust}
        what="what is known of the sources"
        loading={
          <Panel isFlush>
            <TableSkeleton rows={8} />
          </Panel>
        }
      >
        {({ items }) =>
          items.length === 0 ? (
            <Panel isFlush>
              <Empty title="Nothing was received yet" command="npm run demo">
                As soon as a source is read or a worker sends telemetry, its freshness, gaps and rejected records stand
                here.
              </Empty>
            </Panel>
          ) : (
            items.map((item) => <TrustSource key={`${item.environment} ${item.system} ${item.source}`} item={item} />)
          )
        }
      </Answered>
    </Screen>
  );
}
