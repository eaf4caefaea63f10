'use client';
import { type FormEvent, useState } from 'react';
import { importSchedules } from '#app/_data/schedule.ts';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Command } from '#app/_ui/empty.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { TextArea } from '#app/_ui/text-area.tsx';
import type { ScheduleImported } from '#lib/contracts/schedule.ts';
import { readScheduleFile } from '#lib/schedules/read-schedule-file.ts';
import { useSaving } from './use-saving.ts';

const formatOf = (text: string) => (text.trimStart().startsWith('{') ? 'vercel' : 'crontab');

/** What the server would make of it; 0 for what is not of either form. */
function countIn(text: string): number {
  try {
    return readScheduleFile(formatOf(text), text, null).entries.length;
  } catch {
    return 0;
  }
}

/** Schedules of a crontab or a vercel.json, pasted. */
export function ImportDialog({ environment, onClose }: { environment: string; onClose: () => void }) {
  const { isBusy, fault, save } = useSaving();
  const [imported, setImported] = useState<ScheduleImported | null>(null);
  const [count, setCount] = useState(0);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = String(form.get('text'));
    const timeZone = String(form.get('timeZone')).trim() || null;
    setImported(
      await save(() =>
        importSchedules({ format: formatOf(text), text, environment: String(form.get('environment')), timeZone }),
      ),
    );
  };
  return (
    <Dialog title="Import schedules" onClose={onClose}>
      {imported ? (
        <Imported imported={imported} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className="grid gap-3.5 px-4 py-3.5">
          <TextArea
            name="text"
            label="A crontab, or a vercel.json"
            required
            rows={8}
            onChange={(event) => setCount(countIn(event.target.value))}
            placeholder="30 3 * * * /usr/local/bin/backup --all"
            hint="From the shell: crontab -l | npx signalbox schedules import -"
          />
          <div className="grid gap-3.5 sm:grid-cols-2">
            <Field
              name="environment"
              label="Environment"
              required
              defaultValue={environment}
              fault={fault?.fields.environment}
            />
            <Field name="timeZone" label="Time zone of the crontab" placeholder="UTC" fault={fault?.fields.timeZone} />
          </div>
          <footer className="flex flex-wrap items-center gap-3">
            <button type="submit" className="button-main" disabled={isBusy}>
              {count === 0 ? 'Import' : `Import ${count} ${count === 1 ? 'schedule' : 'schedules'}`}
            </button>
            <Fault>{fault?.message}</Fault>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

function Imported({ imported, onClose }: { imported: ScheduleImported; onClose: () => void }) {
  const { created, known, skipped } = imported;
  return (
    <div className="grid gap-3.5 px-4 py-3.5">
      {created.length > 0 && (
        <p className="text-warn">Each line has its token, shown this once. Copy what you need now.</p>
      )}
      {created.map(({ id, name, text, urls }) => (
        <div key={id}>
          <h3>
            <span className="mono">{name}</span> <span className="text-dim">{text}</span>
          </h3>
          <Command text={urls.checkIn} />
        </div>
      ))}
      {known.length > 0 && <p className="text-dim">There already, left as they are: {known.join(', ')}</p>}
      {skipped.map(({ line, reason }) => (
        <p key={line} className="text-dim">
          Left out: <span className="mono">{line}</span> {reason}
        </p>
      ))}
      <footer>
        <button type="button" className="button-main" onClick={onClose}>
          I have it
        </button>
      </footer>
    </div>
  );
}
