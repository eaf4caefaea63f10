import type { ReactNode } from 'react';

/** A real table with a caption for those who cannot see its surroundings. Only tables scroll sideways. */
export function TableFrame({
  caption,
  children,
  minWidth = '',
}: {
  caption: string;
  children: ReactNode;
  /** A class such as `min-w-[760px]`. */
  minWidth?: string;
}) {
  return (
    // Positioned: hidden words of wide cells must not widen the page.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="relative overflow-x-auto" tabIndex={0} aria-label={caption}>
      <table className={`grid-table ${minWidth}`}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  );
}
