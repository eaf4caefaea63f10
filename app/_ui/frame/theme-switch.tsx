'use client';
import { useState } from 'react';
import { writeCookie } from '#app/_ui/cookie.ts';

const themes = ['system', 'light', 'dark'] as const;

/** Light, dark, or what the system says. The server reads the cookie, so there is no flash. */
export function ThemeSwitch({ initial }: { initial: string }) {
  const [theme, setTheme] = useState(initial);
  return (
    <label className="flex items-center justify-between gap-2 px-2 py-1 text-dim">
      Theme
      <select
        className="rounded-md bg-transparent text-right text-ink"
        value={theme}
        onChange={(event) => {
          const next = event.target.value;
          setTheme(next);
          document.documentElement.dataset.theme = next;
          writeCookie('sbx_theme', next);
        }}
      >
        {themes.map((name) => (
          <option key={name} value={name} className="bg-panel">
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
