'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import type { SourceKind } from './source-kind.ts';

/** The kinds of backend that can be watched, each a link to its form. */
export function AddSource({ kinds }: { kinds: readonly SourceKind[] }) {
  const link = useScopedLink();
  return (
    <nav aria-label="Watch another backend" className="flex flex-wrap items-center gap-2">
      <span className="text-dim">Watch another:</span>
      {kinds.map(({ kind, title, versions }) => (
        <Link
          key={kind}
          href={link('/sources', { add: kind })}
          className="control flex items-center"
          title={versions}
          scroll={false}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
