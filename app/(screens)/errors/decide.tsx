'use client';
// What a person can decide about error groups: resolve, ignore for a while, open again.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { changeErrors } from '#app/_data/error-group.ts';
import { sessionOptions } from '#app/_data/session.ts';
import type { ErrorGroup, ErrorGroupChange } from '#lib/contracts/error-group.ts';

const day = 86_400_000;
const ignoring: Readonly<Record<string, { label: string; change: () => Partial<ErrorGroupChange> }>> = {
  day: { label: 'for a day', change: () => ({ ignoreUntil: new Date(Date.now() + day).toISOString() }) },
  week: { label: 'for a week', change: () => ({ ignoreUntil: new Date(Date.now() + 7 * day).toISOString() }) },
  ten: { label: 'until 10 more runs', change: () => ({ ignoreRuns: 10 }) },
  hundred: { label: 'until 100 more runs', change: () => ({ ignoreRuns: 100 }) },
  ever: { label: 'until opened again', change: () => ({}) },
};

interface DecideProps {
  groups: readonly Pick<ErrorGroup, 'fingerprint' | 'status'>[];
  done?: () => void;
}

/** Buttons for these groups; nothing for those who may only look. */
export function Decide({ groups, done }: DecideProps) {
  const queries = useQueryClient();
  const role = useQuery(sessionOptions()).data?.role;
  const { mutate, isPending, error } = useMutation({
    mutationFn: (change: ErrorGroupChange) =>
      changeErrors(
        groups.map((group) => group.fingerprint),
        change,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['errors'] }),
    onSuccess: done,
  });
  if (role === undefined || role === 'viewer') return null;
  const isNothing = groups.length === 0 || isPending;
  const isClosed = groups.length > 0 && groups.every(({ status }) => status === 'resolved' || status === 'ignored');
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <button type="button" className="control" disabled={isNothing} onClick={() => mutate({ status: 'resolved' })}>
        Resolve
      </button>
      <select
        aria-label="Ignore"
        className="control"
        value=""
        disabled={isNothing}
        onChange={(event) => {
          const chosen = ignoring[event.target.value];
          if (chosen) mutate({ status: 'ignored', ...chosen.change() });
        }}
      >
        <option value="">Ignore…</option>
        {Object.entries(ignoring).map(([key, { label }]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      {isClosed && (
        <button type="button" className="control" disabled={isNothing} onClick={() => mutate({ status: 'open' })}>
          Open again
        </button>
      )}
      {error && (
        <span role="alert" className="text-xs text-bad">
          {error.message}
        </span>
      )}
    </span>
  );
}
