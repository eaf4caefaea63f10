'use client';
import { setTheme, themes, useTheme } from '#app/_ui/theme.ts';

export function ThemeSwitch({ initial }: { initial: string }) {
  const theme = useTheme(initial);
  return (
    <label className="flex items-center justify-between gap-2 px-2 py-1 text-dim">
      Theme
      <select
        className="rounded-md bg-transparent text-right text-ink"
        value={theme}
        onChange={(event) => setTheme(event.target.value)}
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
