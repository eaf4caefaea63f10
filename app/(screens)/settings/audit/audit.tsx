'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { auditOptions } from '#app/_data/settings.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import type { AuditRecord } from '#lib/contracts/audit.ts';
import { SettingsNav } from '../settings-nav.tsx';

/** `name: value` of what changed, in one line. */
function detail({ before, after }: AuditRecord): string {
  const text = (value: unknown): string =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([name, one]) => `${name} ${typeof one === 'object' ? JSON.stringify(one) : String(one)}`)
          .join(', ')
      : '';
  return [text(before), text(after)].filter(Boolean).join(' → ');
}

/** What was done by whom; nothing here can be changed or removed. */
export function Audit() {
  const audit = useInfiniteQuery(auditOptions());
  return (
    <ListScreen
      title="Audit"
      what="the audit trail"
      query={audit}
      above={<SettingsNav />}
      isEmpty={({ pages }) => (pages[0]?.items.length ?? 0) === 0}
      empty={
        <Empty title="Nothing was changed yet">
          Every change of settings, keys, users, alerts and widgets is kept here.
        </Empty>
      }
    >
      {({ pages }) => (
        <>
          <TableFrame caption="What was done by whom, newest first" minWidth="min-w-[860px]">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col" className="l">
                  Who
                </th>
                <th scope="col" className="l">
                  What
                </th>
                <th scope="col" className="l">
                  To what
                </th>
                <th scope="col" className="l w-full">
                  Change
                </th>
                <th scope="col" className="l">
                  From
                </th>
                <th scope="col" className="l">
                  Result
                </th>
              </tr>
            </thead>
            <tbody>
              {pages
                .flatMap((page) => page.items)
                .map((item) => (
                  <tr key={item.id}>
                    <td>
                      <Age at={item.at} />
                    </td>
                    <td className="l mono clip" title={item.actor}>
                      {item.actor}
                    </td>
                    <td className="l">{item.action}</td>
                    <td className="l mono clip" title={item.target ?? undefined}>
                      {item.target ?? '–'}
                    </td>
                    <td className="l clip" title={detail(item)}>
                      {detail(item)}
                    </td>
                    <td className="l mono">{item.address ?? '–'}</td>
                    <td className="l">{item.result ?? '–'}</td>
                  </tr>
                ))}
            </tbody>
          </TableFrame>
          {audit.hasNextPage && (
            <button
              type="button"
              className="control m-3.5"
              disabled={audit.isFetchingNextPage}
              onClick={() => void audit.fetchNextPage()}
            >
              {audit.isFetchingNextPage ? 'Reading…' : 'Older'}
            </button>
          )}
        </>
      )}
    </ListScreen>
  );
}
