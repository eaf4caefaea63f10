'use client';
import { signIn } from '#app/_data/session.ts';
import { Field } from '#app/_ui/field.tsx';
import { useEntrance } from '../use-entrance.ts';

export function SignInForm({ next }: { next: string }) {
  const { fault, isSending, submit } = useEntrance(
    ({ email = '', password = '' }) => signIn({ email, password }),
    next,
  );
  return (
    <form method="post" className="panel grid gap-3 p-5" onSubmit={submit}>
      <h1 className="text-[15px] font-semibold">Sign in</h1>
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        fault={fault?.fields.email}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        fault={fault?.fields.password}
      />
      {fault && Object.keys(fault.fields).length === 0 && (
        <p role="alert" className="text-bad">
          {fault.message}
        </p>
      )}
      <button type="submit" className="button-main mt-1" disabled={isSending}>
        {isSending ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}
