'use client';
import { useRouter } from 'next/navigation';
import { useLive } from '#app/_data/live.tsx';
import { useScope, useScopedLink } from '#app/_data/scope.ts';
import { defaultFrom, widened, windowChoices } from '#app/_data/window.ts';
import { copyText } from '#app/_ui/copy-text.ts';
import { navGroups } from '#app/_ui/frame/nav-items.ts';
import { setTheme, themes } from '#app/_ui/theme.ts';
import { useZone } from '#app/_ui/zone.tsx';

export interface Command {
  name: string;
  /** What kind of thing it is, small beside it. */
  kind: string;
  run: () => void;
}

/** Every page, and what can be done on any of them. */
export function useCommands(showHelp: () => void): Command[] {
  const router = useRouter();
  const link = useScopedLink();
  const [scope, setScope] = useScope();
  const [zone, setZone] = useZone();
  const live = useLive();
  const pages = navGroups.flat().map(({ label, path }) => ({
    name: label,
    kind: 'page',
    run: () => router.push(link(path)),
  }));
  const views: Command[] = [
    { name: 'Dead runs', kind: 'page', run: () => router.push(link('/runs', { state: ['dead'] })) },
    { name: 'Runs that run now', kind: 'page', run: () => router.push(link('/runs', { state: ['running'] })) },
    { name: 'Slowest runs', kind: 'page', run: () => router.push(link('/runs', { sort: '-durationMs' })) },
    { name: 'Runs that waited longest', kind: 'page', run: () => router.push(link('/runs', { sort: '-waitMs' })) },
  ];
  const windows = windowChoices.map(({ from, label }) => ({
    name: `Window: ${label}`,
    kind: 'window',
    run: () => void setScope({ from: from === defaultFrom ? null : from, to: null }),
  }));
  const other = zone === 'utc' ? 'local' : 'utc';
  const actions: Command[] = [
    { name: 'Window: twice as long', kind: 'window', run: () => void setScope(widened(scope, Date.now())) },
    ...themes.map((theme) => ({ name: `Theme: ${theme}`, kind: 'look', run: () => setTheme(theme) })),
    {
      name: other === 'utc' ? 'Times in UTC' : "Times in this browser's zone",
      kind: 'look',
      run: () => setZone(other),
    },
    { name: live.state === 'paused' ? 'Live: go on' : 'Live: pause', kind: 'action', run: live.toggle },
    { name: 'Copy the link to this page', kind: 'action', run: () => void copyText(location.href) },
    { name: 'Keys', kind: 'help', run: showHelp },
  ];
  return [...pages, ...views, ...windows, ...actions];
}
