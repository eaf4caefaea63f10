'use client';
import { useScope } from '#app/_data/scope.ts';

/** What a list leaves out because another environment is chosen, and the way to see it. `what`: in the plural. */
export function Elsewhere({ count, what }: { count: number; what: string }) {
  const [, setScope] = useScope();
  if (count === 0) return null;
  return (
    <p className="px-3.5 py-2 text-xs text-dim">
      {count} more {what} in other environments.{' '}
      <button type="button" className="link" onClick={() => void setScope({ environment: null })}>
        Show all
      </button>
    </p>
  );
}
