'use client';
// The states of every part that shows data: loading in its final size, error in place, no such thing, stale, and there.
import { usePathname, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { ApiError } from '#app/_data/fetch-json.ts';
import { Link } from './link.tsx';

interface QueryLike<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
  isFetching: boolean;
}

interface AnsweredProps<Data> {
  query: QueryLike<Data>;
  /** What is being read, for the error's sentence: "the queues". */
  what: string;
  /** Keeps the final size. */
  loading: ReactNode;
  /** Where one thing is asked for that is not there: what to do instead. */
  missing?: ReactNode;
  children: (data: Data) => ReactNode;
}

export function Answered<Data>({ query, what, loading, missing, children }: AnsweredProps<Data>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? <StaleNote what={what} error={query.error} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (missing && query.error instanceof ApiError && query.error.code === 'not_found')
    return <div role="status">{missing}</div>;
  if (query.error)
    return <Failure what={what} error={query.error} retry={query.refetch} isRetrying={query.isFetching} />;
  return (
    <div role="status" aria-label={`Reading ${what}`}>
      {loading}
    </div>
  );
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : 'No reason was given.');

function adviceOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Reload the page; if it stays, look at the log of the web process.';
  if (error.status === 0) return 'Check that it runs (npm start) and that this machine reaches it.';
  if (error.code === 'invalid_input')
    return Object.entries(error.fields)
      .map(([name, fault]) => `${name}: ${fault}`)
      .join('; ');
  if (error.code === 'not_found')
    return 'It may have passed its retention, or belong to an environment you may not see.';
  if (error.code === 'forbidden') return 'Ask an admin for a larger role.';
  if (error.code === 'unavailable' || error.code === 'too_busy') return 'It is tried again by itself.';
  return error.reference
    ? `Look for ${error.reference} in the log of the web process.`
    : 'Look at the log of the web process.';
}

interface FailureProps {
  what: string;
  error: unknown;
  retry: () => unknown;
  isRetrying: boolean;
}

/** What failed, why, and what to do. */
export function Failure({ what, error, retry, isRetrying }: FailureProps) {
  const isRefused = error instanceof ApiError && error.code === 'invalid_input';
  return (
    <div role="alert" className="px-3.5 py-6">
      <p className="font-[550]">
        <span aria-hidden="true" className="mr-2 inline-block size-2 rounded-[1px] bg-bad" />
        Could not read {what}
      </p>
      <p className="mt-1">{sentence(error)}</p>
      <p className="text-dim">{adviceOf(error)}</p>
      <p className="mt-3">
        {isRefused ? (
          <WholePage />
        ) : (
          <button type="button" className="control" disabled={isRetrying} onClick={() => retry()}>
            {isRetrying ? 'Trying…' : 'Try again'}
          </button>
        )}
      </p>
    </div>
  );
}

/** What was refused stands in the address, and would be refused again. */
function WholePage() {
  const pathname = usePathname();
  if (useSearchParams().size === 0)
    return (
      <Link className="link" href="/">
        Go to the overview
      </Link>
    );
  return (
    <Link className="link" href={pathname}>
      Show this page without its filters and window
    </Link>
  );
}

function StaleNote({ what, error }: { what: string; error: unknown }) {
  return (
    <p role="status" className="flex items-center gap-2 border-b border-line px-3.5 py-1 text-xs text-warn">
      <span aria-hidden="true" className="size-2 rotate-45 rounded-[1px] bg-warn" />
      Not fresh: {what} could not be read again. {sentence(error)}
    </p>
  );
}
