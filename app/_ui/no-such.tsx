'use client';
import { Empty } from './empty.tsx';
import { Link } from './link.tsx';
import { Panel } from './panel.tsx';

interface NoSuchProps {
  /** "run" */
  what: string;
  /** The list of all of them. */
  href: string;
  all: string;
}

/** An address that leads to nothing: why that may be, and where to go on. */
export function NoSuch({ what, href, all }: NoSuchProps) {
  return (
    <Panel isFlush>
      <Empty title={`There is no such ${what}`}>
        It may have passed its retention, belong to an environment that you may not see, or its address is not whole. Go
        on to{' '}
        <Link className="link underline" href={href}>
          {all}
        </Link>
        .
      </Empty>
    </Panel>
  );
}
