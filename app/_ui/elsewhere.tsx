'use client';
import { useScope } from '#app/_data/scope.ts';

interface ElsewhereProps {
  /** How many are shown, and how many are not. */
  shown: number;
  count: number;
  /** What they are, in the singular. */
  what: string;
}

/** What a list leaves out because another environment is chosen, and the way to see it. */
export function Elsewhere({ shown, count, what }: ElsewhereProps) {
  const [, setScope] = useScope();
  if (count === 0) return null;
  return (
    <p className="px-3.5 py-2 text-xs text-dim">
      {`${count} ${shown > 0 ? 'more ' : ''}${what}${count === 1 ? '' : 's'} in other environments. `}
      <button type="button" className="link" onClick={() => void setScope({ environment: null })}>
        Show all
      </button>
    </p>
  );
}
