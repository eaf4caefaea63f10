import { cookies } from 'next/headers';
import { type ReactNode, Suspense } from 'react';
import { LiveProvider } from '#app/_data/live.tsx';
import { Nav } from '#app/_ui/frame/nav.tsx';
import { Shortcuts } from '#app/_ui/keys/shortcuts.tsx';
import { NowProvider } from '#app/_ui/now.tsx';
import { ZoneProvider } from '#app/_ui/zone.tsx';

export default async function ScreensLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  return (
    <ZoneProvider initial={jar.get('sbx_zone')?.value === 'local' ? 'local' : 'utc'}>
      <NowProvider startMs={Date.now()}>
        <LiveProvider>
          <div className="flex min-h-dvh">
            {/* as wide as what comes: nothing jumps aside */}
            <Suspense fallback={<div className="w-[196px] shrink-0 max-md:hidden" />}>
              <Nav theme={jar.get('sbx_theme')?.value ?? 'system'} />
            </Suspense>
            {/* outside: a page that sends people to sign in must answer with a redirect, not stream one */}
            {children}
          </div>
          <Suspense>
            <Shortcuts />
          </Suspense>
        </LiveProvider>
      </NowProvider>
    </ZoneProvider>
  );
}
