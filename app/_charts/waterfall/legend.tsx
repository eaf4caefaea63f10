/** How waiting, delay, work and failure look. */
export function WaterfallLegend({ hasPath, hasHandoffs = false }: { hasPath: boolean; hasHandoffs?: boolean }) {
  const item = (look: string, word: string) => (
    <span className="inline-flex items-center gap-1.5">
      <span className={`h-2 w-5 rounded-[2px] ${look}`} />
      {word}
    </span>
  );
  return (
    <p className="flex flex-wrap gap-x-4 px-3 py-1.5 text-2xs text-dim">
      {item('hatch', 'in queue')}
      {item('dots', 'planned delay, backoff')}
      {item('bg-work', 'work')}
      {item('bg-bad', 'failed')}
      {hasHandoffs && item('h-0! border-t-[1.5px] border-dashed border-wait', 'hand-off to the next system')}
      {hasPath && item('h-[2px]! bg-ink', 'critical path: what the end waited for')}
    </p>
  );
}
