import type { MissingEnd } from '#lib/contracts/journey.ts';

const words: Record<MissingEnd['kind'], { what: string; why: string }> = {
  job: {
    what: 'A job was enqueued here, and no run is known of it.',
    why: 'Either nobody watches that queue and its worker sends no spans, or the job was lost. Under Sources a queue can be watched.',
  },
  'parent-run': {
    what: 'This run names the run that made it, and nobody told of that one.',
    why: 'It is older than what is kept, or its queue is not watched.',
  },
  caller: {
    what: 'The span above this one was never received.',
    why: 'Its service does not send to Signalbox, or it left the span out when sampling.',
  },
};

/** What is expected and not there, and the likely reasons. */
export function MissingFacts({ missing }: { missing: MissingEnd }) {
  const { what, why } = words[missing.kind];
  return (
    <>
      <h2 className="font-[550]">Expected, but missing</h2>
      <p className="mt-1">{what}</p>
      <p className="mt-1 text-dim">{why}</p>
      <p className="mt-1 text-dim">Named by {missing.name}.</p>
    </>
  );
}
