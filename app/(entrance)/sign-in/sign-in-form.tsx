'use client';
import { useState } from 'react';
import { signIn, startOidc } from '#app/_data/session.ts';
import { besideNoField, Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import type { SecondStepAsked } from '#lib/contracts/two-step.ts';
import { useEntrance } from '../use-entrance.ts';
import { SecondStepForm } from './second-step-form.tsx';

export function SignInForm({
  next,
  provider,
  refusal,
}: {
  next: string;
  /** Host of the OpenID provider, if one is set. */
  provider: string | null;
  /** Why it did not let them in, if they come from there. */
  refusal: string | null;
}) {
  const [asked, setAsked] = useState<SecondStepAsked | null>(null);
  const { fault, isSending, submit, goTo } = useEntrance(async ({ email = '', password = '' }) => {
    const more = await signIn({ email, password });
    if (more) setAsked(more);
    return more ? null : next;
  });
  if (asked) return <SecondStepForm ticket={asked.ticket} next={next} onBack={() => setAsked(null)} />;
  return (
    <form method="post" className="panel grid gap-3 p-5" onSubmit={submit}>
      <h1 className="text-[15px] font-semibold">Sign in</h1>
      {provider !== null && (
        <>
          <Fault>{refusal !== null && !fault ? refusal : null}</Fault>
          <button
            type="button"
            className="button-main"
            disabled={isSending}
            onClick={() => goTo(() => startOidc(next).then(({ url }) => url))}
          >
            Continue with {provider}
          </button>
          <p className="flex items-center gap-3 text-xs text-dim before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            or with a password
          </p>
        </>
      )}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus={provider === null}
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
      <Fault>{besideNoField(fault)}</Fault>
      <button
        type="submit"
        className={provider === null ? 'button-main mt-1' : 'control mt-1 h-[32px]'}
        disabled={isSending}
      >
        {isSending ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}
