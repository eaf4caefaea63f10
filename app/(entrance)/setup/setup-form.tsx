'use client';
import { setUp } from '#app/_data/session.ts';
import { besideNoField, Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { useEntrance } from '../use-entrance.ts';

/** Creates the first admin with the one-time code that the first start printed. */
export function SetupForm({ code }: { code: string }) {
  const { fault, isSending, submit } = useEntrance(({ code: given = '', email = '', password = '', name = '' }) =>
    setUp({ code: given.trim(), email, password, name: name.trim() || undefined }).then(() => '/'),
  );
  const faults = fault?.fields ?? {};
  return (
    <form method="post" className="panel grid gap-3 p-5" onSubmit={submit}>
      <h1 className="text-[15px] font-semibold">Create the first admin</h1>
      <Field
        label="One-time code"
        hint="Printed by npm start at its first run."
        name="code"
        defaultValue={code}
        autoComplete="one-time-code"
        spellCheck={false}
        required
        fault={faults.code}
      />
      <Field label="Name (optional)" name="name" autoComplete="name" fault={faults.name} />
      <Field label="E-mail" name="email" type="email" autoComplete="username" required fault={faults.email} />
      <Field
        label="Password"
        hint="At least 12 characters."
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
        fault={faults.password}
      />
      <Fault>{besideNoField(fault)}</Fault>
      <button type="submit" className="button-main mt-1" disabled={isSending}>
        {isSending ? 'Creating…' : 'Create and sign in'}
      </button>
    </form>
  );
}
