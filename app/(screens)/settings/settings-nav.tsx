'use client';
import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { sessionOptions } from '#app/_data/session.ts';
import { Link } from '#app/_ui/link.tsx';

const places = [
  { path: '/settings/keys', label: 'Keys', isForAdmins: true },
  { path: '/settings/users', label: 'Users', isForAdmins: true },
  { path: '/settings/sessions', label: 'Sessions', isForAdmins: false },
  { path: '/settings/audit', label: 'Audit', isForAdmins: true },
  { path: '/settings/data', label: 'Retention and redaction', isForAdmins: false },
  { path: '/settings/about', label: 'About', isForAdmins: false },
] as const;

/** The pages of settings that this role may open. */
export function SettingsNav() {
  const pathname = usePathname();
  const isAdmin = useQuery(sessionOptions()).data?.role === 'admin';
  return (
    <nav aria-label="Settings" className="flex flex-wrap gap-4">
      {places
        .filter(({ isForAdmins }) => isAdmin || !isForAdmins)
        .map(({ path, label }) => (
          <Link
            key={path}
            href={path}
            aria-current={pathname === path ? 'page' : undefined}
            className="border-b-2 border-transparent pb-1 text-dim aria-[current]:border-ink aria-[current]:font-[550] aria-[current]:text-ink"
          >
            {label}
          </Link>
        ))}
    </nav>
  );
}
