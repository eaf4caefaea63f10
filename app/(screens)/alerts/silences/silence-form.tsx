'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addSilence } from '#app/_data/alert.ts';
import { ApiError } from '#app/_data/fetch-json.ts';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { readMatchers } from './read-matchers.ts';

const lengths = [
  { hours: 1, word: '1 hour' },
  { hours: 2, word: '2 hours' },
  { hours: 4, word: '4 hours' },
  { hours: 24, word: '1 day' },
  { hours: 168, word: '1 week' },
] as const;

const dayMs = 86_400_000;
const year = 365 * dayMs;

/** A new silence from now on, or a maintenance window that comes again and again for a year. */
export function SilenceForm() {
  const queries = useQueryClient();
  const [isRecurring, setRecurring] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setFault(null);
    try {
      const matchers = readMatchers(String(fields.get('matchers')));
      const durationMs = Number(fields.get('hours')) * 3_600_000;
      const recurrence = isRecurring
        ? { cron: String(fields.get('cron')), timeZone: String(fields.get('timeZone')), durationMs }
        : null;
      const endsAt = new Date(Date.now() + (isRecurring ? year : durationMs)).toISOString();
      await addSilence({ matchers, endsAt, comment: String(fields.get('comment')), recurrence });
      form.reset();
      await queries.invalidateQueries({ queryKey: ['alerts'] });
    } catch (error) {
      setFault(
        error instanceof ApiError
          ? [error.message, ...Object.values(error.fields)].join(' ')
          : (error as Error).message,
      );
    }
  };
  return (
    <Panel title="Tell nobody of">
      <form onSubmit={submit} className="grid items-start gap-3 md:grid-cols-[2fr_2fr_auto_auto]">
        <Field
          name="matchers"
          label="Labels"
          required
          placeholder="queue=mail environment=production"
          className="control mono h-[34px]"
        />
        <Field name="comment" label="Why" required placeholder="deploy of the mailer" />
        <label className="grid gap-1">
          <span className="text-xs text-dim">For</span>
          <select name="hours" className="control h-[34px]">
            {lengths.map(({ hours, word }) => (
              <option key={hours} value={hours}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button-main mt-5 h-[34px]">
          Silence
        </button>
        <label className="flex items-center gap-1.5 md:col-span-4">
          <input type="checkbox" checked={isRecurring} onChange={(event) => setRecurring(event.target.checked)} />
          again and again, as a maintenance window
        </label>
        {isRecurring && (
          <div className="grid gap-3 md:col-span-4 md:grid-cols-2">
            <Field
              name="cron"
              label="Begins at (cron)"
              required
              defaultValue="0 2 * * 0"
              hint="minute hour day month weekday: Sundays at 02:00"
              className="control mono h-[34px]"
            />
            <Field
              name="timeZone"
              label="By the clocks of"
              required
              defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
              placeholder="Europe/Berlin"
            />
          </div>
        )}
        <Fault className="md:col-span-4">{fault}</Fault>
      </form>
    </Panel>
  );
}
