'use client';
import { type FormEvent, useState } from 'react';
import { changePassword } from '#app/_data/settings.ts';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { useChange } from '../use-change.ts';

/** One's own password. Every other session ends with the old one. */
export function PasswordForm() {
  const { change, fault, isBusy } = useChange('sessions');
  const [isDone, setIsDone] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setIsDone(false);
    const done = await change(async () => {
      await changePassword({ current: String(fields.get('current')), password: String(fields.get('password')) });
      return true;
    });
    setIsDone(done === true);
    if (done) form.reset();
  };
  return (
    <Panel title="Password" note="other sessions end with the old one">
      <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <Field
          name="current"
          label="Current"
          type="password"
          required
          autoComplete="current-password"
          fault={fault?.fields.current}
        />
        <Field
          name="password"
          label="New, at least 12 characters"
          type="password"
          required
          minLength={12}
          autoComplete="new-password"
          fault={fault?.fields.password}
        />
        <button type="submit" className="button-main mt-5 h-[34px]" disabled={isBusy}>
          Change
        </button>
      </form>
      <p role="status" className="mt-1 empty:hidden">
        {isDone ? 'Changed.' : ''}
      </p>
      <Fault className="mt-1">{fault?.message}</Fault>
    </Panel>
  );
}
