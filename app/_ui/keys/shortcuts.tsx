'use client';
// Keys of every page. The palette and the help are fetched when they are first asked for.
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { useScope } from '#app/_data/scope.ts';
import { widened } from '#app/_data/window.ts';
import { useKeys } from './use-keys.ts';

const Palette = dynamic(() => import('#app/_ui/palette/palette.tsx').then((part) => part.Palette), { ssr: false });
const KeyHelp = dynamic(() => import('./key-help.tsx').then((part) => part.KeyHelp), { ssr: false });

export function Shortcuts() {
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const [scope, setScope] = useScope();
  useKeys({
    '?': () => setOpen('help'),
    z: () => void setScope(widened(scope, Date.now())),
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((was) => (was === 'palette' ? null : 'palette'));
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const close = () => setOpen(null);
  if (open === 'palette') return <Palette close={close} showHelp={() => setOpen('help')} />;
  return open === 'help' ? <KeyHelp close={close} /> : null;
}
