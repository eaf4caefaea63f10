'use client';
import { Dialog } from '#app/_ui/dialog.tsx';
import { keyGroups } from './key-list.ts';
import { setLetterKeys, useLetterKeys } from './letter-keys.ts';

/** All keys, and the switch that turns the single ones off. */
export function KeyHelp({ close }: { close: () => void }) {
  const areOn = useLetterKeys();
  return (
    <Dialog title="Keys" onClose={close}>
      <div className="grid gap-4 px-4 py-3">
        <label className="flex items-center gap-2">
          <input type="checkbox" checked={areOn} onChange={(event) => setLetterKeys(event.target.checked)} />
          Single keys act (they never do while you type)
        </label>
        {keyGroups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="mb-1 text-xs text-dim">{title}</h3>
            <dl className="grid grid-cols-[88px_1fr] gap-y-1">
              {keys.map(([key, what]) => (
                <div key={key} className="contents">
                  <dt className="mono">{key}</dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
