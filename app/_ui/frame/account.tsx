'use client';
import { useQuery } from '@tanstack/react-query';
import { atBase } from '#app/_data/base-path.ts';
import { sessionOptions, signOut } from '#app/_data/session.ts';

/** Who is signed in, with the way out. */
export function Account() {
  const { data } = useQuery(sessionOptions());
  return (
    <div className="flex min-h-7 items-center justify-between gap-2 px-2 py-1 text-dim">
      <span className="truncate" title={data ? `${data.email ?? data.name}, ${data.role}` : undefined}>
        {data?.name ?? ''}
      </span>
      {data?.kind === 'user' && (
        <button
          type="button"
          className="shrink-0 text-xs hover:text-ink"
          onClick={async () => {
            await signOut();
            location.assign(atBase('/sign-in'));
          }}
        >
          Sign out
        </button>
      )}
    </div>
  );
}
