'use client';
import { formatCount } from '#app/_ui/format/number.ts';
import type { Facet } from '#lib/contracts/facet.ts';
import { Menu } from './menu.tsx';

interface FacetMenuProps {
  label: string;
  facet: Facet | undefined;
  chosen: readonly string[];
  choose: (values: string[]) => void;
}

/** The values of one facet with how many runs each would leave; any number may be chosen. */
export function FacetMenu({ label, facet, chosen, choose }: FacetMenuProps) {
  const values = facet?.values ?? chosen.map((value) => ({ value, count: null }));
  const toggle = (value: string, isOn: boolean) =>
    choose(isOn ? [...chosen, value] : chosen.filter((one) => one !== value));
  return (
    <Menu label={chosen.length > 0 ? `${label} · ${chosen.length}` : label} width="w-[280px]">
      {values.length === 0 && <p className="px-2 py-1 text-dim">No run here has one.</p>}
      <ul>
        {values.map(({ value, count }) => (
          <li key={value}>
            <label className="flex items-center gap-2 rounded-md px-2 py-1 hover:bg-soft">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={(event) => toggle(value, event.target.checked)}
              />
              <span className="min-w-0 grow truncate" title={value}>
                {value}
              </span>
              <span className="text-xs text-dim">{count === null ? '' : formatCount(count)}</span>
            </label>
          </li>
        ))}
      </ul>
    </Menu>
  );
}
