'use client';
import { usePathname } from 'next/navigation';
import { Link } from '#app/_ui/link.tsx';

const places = [
  { path: '/alerts', label: 'Now' },
  { path: '/alerts/history', label: 'History' },
  { path: '/alerts/silences', label: 'Silences' },
  { path: '/alerts/channels', label: 'Channels' },
] as const;

/** The pages about alerts. */
export function AlertNav() {
  const pathname = usePathname();
  return (
    <nav aria-label="Alerts" className="flex flex-wrap items-center gap-4">
      {places.map(({ path, label }) => (
        <Link
          key={path}
          href={path}
          aria-current={pathname === path ? 'page' : undefined}
          className="border-b-2 border-transparent pb-1 text-dim aria-[current]:border-ink aria-[current]:font-[550] aria-[current]:text-ink"
        >
          {label}
        </Link>
      ))}
      <span className="grow" />
      <Link href="/alerts/rules/new" className="button-main flex items-center hover:text-bg">
        New rule
      </Link>
    </nav>
  );
}
