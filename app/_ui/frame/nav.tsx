'use client';
import { usePathname } from 'next/navigation';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { Account } from './account.tsx';
import { NavCount } from './nav-count.tsx';
import { isCurrent, navGroups } from './nav-items.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** Beside the page on wide screens; a popover behind the menu button on narrow ones. */
export function Nav({ theme }: { theme: string }) {
  const pathname = usePathname();
  const link = useScopedLink();
  return (
    <nav
      id="nav"
      popover="auto"
      aria-label="Screens"
      className="fixed inset-y-0 left-0 m-0 h-dvh w-[196px] flex-col overflow-y-auto bg-bg max-md:border-r max-md:border-line px-2.5 py-3.5 text-sm text-ink open:flex md:sticky md:top-0 md:flex md:shrink-0"
    >
      <Link href={link('/')} className="flex items-center gap-2 px-2 pt-0.5 pb-3.5 text-[14px] font-semibold">
        <span
          aria-hidden="true"
          className="size-2.5 rounded-full bg-ok outline-[3px] outline-[color-mix(in_srgb,var(--ok)_22%,transparent)]"
        />
        Signalbox
      </Link>
      {navGroups.map((group, index) => (
        <ul key={group[0]?.path} className={index > 0 ? 'mt-2.5 border-t border-line pt-2.5' : ''}>
          {group.map((item) => {
            const isHere = isCurrent(item, pathname);
            return (
              <li key={item.path}>
                <Link
                  href={link(item.path)}
                  aria-current={isHere ? 'page' : undefined}
                  className={`flex justify-between rounded-md px-2 py-1 hover:text-ink ${isHere ? 'bg-soft font-[550] text-ink' : 'text-dim'}`}
                >
                  {item.label}
                  {item.count && <NavCount kind={item.count} />}
                </Link>
              </li>
            );
          })}
        </ul>
      ))}
      <div className="grow" />
      <ThemeSwitch initial={theme} />
      <Account />
    </nav>
  );
}
