'use client';
// What a person can decide about error groups: resolve, ignore for a while, open again.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeErrors } from '#app/_data/error-group.ts';
import { sessionOptions } from '#app/_data/session.ts';
import { Dialog } from '#app/_ui/dialog.tsx';
import type { ErrorGroup, ErrorGroupChange } from '#lib/contracts/error-group.ts';

const day = 86_400_000;
const ignoring: Readonly<Record<string, { label: string; change: () => Partial<ErrorGroupChange> }>> = {
  day: { label: 'for a day', change: () => ({ ignoreUntil: new Date(Date.now() + day).toISOString() }) },
  week: { label: 'for a week', change: () => ({ ignoreUntil: new Date(Date.now() + 7 * day).toISOString() }) },
  ten: { label: 'until 10 more runs', change: () => ({ ignoreRuns: 10 }) },
  hundred: { label: 'until 100 more runs', change: () => ({ ignoreRuns: 100 }) },
  ever: { label: 'until opened again', change: () => ({}) },
};

const verbs: Readonly<Record<ErrorGroupChange['status'], string>> = {
  resolved: 'Resolve',
  ignored: 'Ignore',
  open: 'Open again',
};

interface DecideProps {
  groups: readonly Pick<ErrorGroup, 'fingerprint' | 'status'>[];
  done?: () => void;
}

/** Buttons for these groups; nothing for those who may only look. About several it is asked once more, with how many they are. */
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
  const [asked, setAsked] = useState<ErrorGroupChange | null>(null);
  const decide = (change: ErrorGroupChange) => (groups.length > 1 ? setAsked(change) : mutate(change));
  if (role === undefined || role === 'viewer') return null;
  const isNothing = groups.length === 0 || isPending;
  const isClosed = groups.length > 0 && groups.every(({ status }) => status === 'resolved' || status === 'ignored');
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <button type="button" className="control" disabled={isNothing} onClick={() => decide({ status: 'resolved' })}>
        Resolve
      </button>
      <select
        aria-label="Ignore"
        className="control"
        value=""
        disabled={isNothing}
        onChange={(event) => {
          const chosen = ignoring[event.target.value];
          if (chosen) decide({ status: 'ignored', ...chosen.change() });
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
        <button type="button" className="control" disabled={isNothing} onClick={() => decide({ status: 'open' })}>
          Open again
        </button>
      )}
      {asked && (
        <Confirm
          what={`${verbs[asked.status]} ${groups.length} error groups`}
          onYes={() => mutate(asked)}
          onClose={() => setAsked(null)}
        />
      )}
      {error && (
        <span role="alert" className="text-xs text-bad">
          {error.message}
        </span>
      )}
    </span>
  );
}

function Confirm({ what, onYes, onClose }: { what: string; onYes: () => void; onClose: () => void }) {
  return (
    <Dialog title={`${what}?`} onClose={onClose}>
      <div className="grid gap-3.5 px-4 py-3.5">
        <p className="text-dim">The audit trail says of each who decided it. Each can be opened again.</p>
        <footer className="flex gap-2">
          <button
            type="button"
            className="button-main"
            onClick={() => {
              onYes();
              onClose();
            }}
          >
            {what}
          </button>
          <button type="button" className="control" onClick={onClose}>
            Leave them
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
