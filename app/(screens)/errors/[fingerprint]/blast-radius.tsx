'use client';
// Whom an error hit in the window: correlation IDs or tenants, to look at and to take along.
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { affectedFile, affectedOptions } from '#app/_data/error-group.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { Moment } from '#app/_ui/value.tsx';
import type { AffectedKind, AffectedList } from '#lib/contracts/error-group.ts';

/** Enough to see the pattern; the file has all. */
const most = 12;
const kinds: Record<AffectedKind, { one: string; many: string }> = {
  correlationId: { one: 'Correlation ID', many: 'correlation IDs' },
  tenant: { one: 'Tenant', many: 'tenants' },
};

/** `runs`: in the window, for the place that the list will take. */
export function BlastRadius({ fingerprint, runs }: { fingerprint: string; runs: number }) {
  const [scope] = useScope();
  const [of, setOf] = useQueryState(
    'of',
    parseAsStringLiteral(['correlationId', 'tenant'] as const).withDefault('correlationId'),
  );
  const query = scopeQuery(scope);
  const affected = useQuery(affectedOptions(fingerprint, of, query));
  return (
    <Panel
      isFlush
      title="Blast radius"
      note={affected.data && summary(affected.data)}
      actions={
        <span className="flex items-center gap-2">
          <select
            aria-label="Count"
            className="control"
            value={of}
            onChange={(event) => setOf(event.target.value as AffectedKind)}
          >
            <option value="correlationId">by correlation ID</option>
            <option value="tenant">by tenant</option>
          </select>
          <a className="link text-xs" href={affectedFile(fingerprint, of, query)} download>
            CSV
          </a>
        </span>
      }
    >
      <Answered query={affected} what="whom it hit" loading={<TableSkeleton rows={Math.min(most, runs)} />}>
        {(list) =>
          list.items.length === 0 ? (
            <Empty title={`No run with this error carries a ${kinds[of].one.toLowerCase()}`}>
              {of === 'tenant'
                ? 'Set the attribute job.tenant on the span or in the payload to know whose runs these are.'
                : 'Wrap the caller in withCorrelation(id, fn), or point the source at a field of the payload.'}
            </Empty>
          ) : (
            <>
              <Hit list={list} fingerprint={fingerprint} />
              {list.total > most && (
                <p className="px-3.5 py-1.5 text-xs text-dim">{formatCount(list.total - most)} more are in the CSV.</p>
              )}
            </>
          )
        }
      </Answered>
    </Panel>
  );
}

function summary({ of, total, runs, runsWithout, isCut }: AffectedList): string {
  const without = runsWithout > 0 ? `, ${formatCount(runsWithout)} without` : '';
  return `${formatCount(total)} ${kinds[of].many} in ${isCut ? 'the newest ' : ''}${formatCount(runs)} runs${without}`;
}

function Hit({ list, fingerprint }: { list: AffectedList; fingerprint: string }) {
  const link = useScopedLink();
  return (
    <TableFrame caption={`${kinds[list.of].one}s hit by this error, most runs first`} minWidth="min-w-[620px]">
      <thead>
        <tr>
          <th scope="col">{kinds[list.of].one}</th>
          <th scope="col">Runs</th>
          <th scope="col">Dead</th>
          <th scope="col">First</th>
          <th scope="col">Last</th>
        </tr>
      </thead>
      <tbody>
        {list.items.slice(0, most).map((hit) => (
          <tr key={hit.value}>
            <td className="mono">
              <Link
                href={
                  list.of === 'correlationId'
                    ? link(`/c/${encodeURIComponent(hit.value)}`)
                    : link('/runs', { tenant: hit.value })
                }
              >
                {hit.value}
              </Link>
            </td>
            <td>
              <Link href={link('/runs', { [list.of]: hit.value, errorGroup: fingerprint })}>
                {formatCount(hit.runs)}
              </Link>
            </td>
            <td className={hit.dead > 0 ? 'text-bad' : 'text-dim'}>{formatCount(hit.dead)}</td>
            <td>
              <Moment at={hit.firstAt} />
            </td>
            <td>
              <Moment at={hit.lastAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
