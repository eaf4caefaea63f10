'use client';

/** A fault of our own while drawing a page: says so, and offers to draw it again. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-[480px] content-center gap-2 px-5 pb-24">
      <h1 className="text-[15px] font-semibold">This page could not be drawn</h1>
      <p>{error.message}</p>
      <p className="text-dim">
        {error.digest ? `Look for ${error.digest} in the log of the web process.` : 'Nothing was changed by it.'}
      </p>
      <p>
        <button type="button" className="control" onClick={reset}>
          Draw it again
        </button>
      </p>
    </main>
  );
}
