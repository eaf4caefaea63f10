'use client';

interface PageErrorProps {
  /** `digest`: where the fault is of the server, whose words stay in its log. */
  error: Error & { digest?: string };
  retry: () => void;
}

/** A page that could not be made: says so, and offers to try again. */
export default function PageError({ error, retry }: PageErrorProps) {
  return (
    <main role="alert" className="mx-auto grid min-h-dvh max-w-[480px] content-center gap-2 px-5 pb-24">
      <h1 className="text-[15px] font-semibold">This page could not be made</h1>
      {error.digest ? (
        <>
          <p>The server could not read what it needs; most likely its database does not answer.</p>
          <p className="text-dim">
            Look for {error.digest} in the log of the web process. Nothing is lost by it: what is sent meanwhile is
            kept.
          </p>
        </>
      ) : (
        <>
          <p>{error.message}</p>
          <p className="text-dim">The fault is ours, in drawing it. Nothing was changed by it.</p>
        </>
      )}
      <p>
        <button type="button" className="control" onClick={retry}>
          Try again
        </button>
      </p>
    </main>
  );
}
