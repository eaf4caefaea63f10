'use client';
import { runColumns, usualColumns } from '#app/_ui/run-table/columns.tsx';
import { Menu } from './menu.tsx';

interface ColumnMenuProps {
  keys: readonly string[];
  setKeys: (keys: string[] | null) => void;
}

/** Which columns are shown. The choice stands in the URL. */
export function ColumnMenu({ keys, setKeys }: ColumnMenuProps) {
  const toggle = (key: string, isOn: boolean) => {
    const next = runColumns.map((column) => column.key).filter((one) => (one === key ? isOn : keys.includes(one)));
    setKeys(next.join() === usualColumns.join() ? null : next);
  };
  return (
    <Menu label="Columns" width="w-[200px]">
      <ul>
        {runColumns.map(({ key, label }) => (
          <li key={key}>
            <label className="flex items-center gap-2 rounded-md px-2 py-1 hover:bg-soft">
              <input
                type="checkbox"
                disabled={key === 'state'}
                checked={key === 'state' || keys.includes(key)}
                onChange={(event) => toggle(key, event.target.checked)}
              />
              {label}
            </label>
          </li>
        ))}
      </ul>
      <button type="button" className="px-2 py-1 text-xs text-dim hover:text-ink" onClick={() => setKeys(null)}>
        The usual ones
      </button>
    </Menu>
  );
}
