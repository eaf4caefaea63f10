'use client';
import { useEffect, useRef, useState } from 'react';
import { passSecondStep } from '#app/_data/session.ts';
import { CodeField } from '#app/_ui/code-field.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { useEntrance } from '../use-entrance.ts';

interface SecondStepProps {
  ticket: string;
  next: string;
  onBack: () => void;
}

/** The code that is asked for after the password: of the app, or one of those that were kept for its loss. */
export function SecondStepForm(props: SecondStepProps) {
  const [kind, setKind] = useState<'app' | 'recovery'>('app');
  const onOther = () => setKind(kind === 'app' ? 'recovery' : 'app');
  return <CodeForm key={kind} {...props} isRecovery={kind === 'recovery'} onOther={onOther} />;
}

function CodeForm({
  ticket,
  next,
  onBack,
  isRecovery,
  onOther,
}: SecondStepProps & { isRecovery: boolean; onOther: () => void }) {
  const { fault, isSending, submit } = useEntrance(({ code = '' }) =>
    passSecondStep({ ticket, code }).then(() => next),
  );
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (fault?.fields.code) input.current?.select();
  }, [fault]);
  const field = { ref: input, fault: fault?.fields.code, autoFocus: true };
  return (
    <form method="post" className="panel grid gap-3 p-5" onSubmit={submit}>
      <h1 className="text-[15px] font-semibold">Two-step sign-in</h1>
      {isRecovery ? (
        <Field
          {...field}
          label="Recovery code"
          hint="One of the ten that you kept. It works once."
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          minLength={16}
          maxLength={40}
          required
        />
      ) : (
        <CodeField {...field} hint="Six digits from your authenticator app." />
      )}
      <Fault>{fault && !fault.fields.code ? fault.message : null}</Fault>
      <button type="submit" className="button-main mt-1" disabled={isSending}>
        {isSending ? 'Signing in…' : 'Sign in'}
      </button>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="control" onClick={onOther}>
          {isRecovery ? 'Use the app' : 'Use a recovery code'}
        </button>
        <button type="button" className="control" onClick={onBack}>
          Start again
        </button>
      </div>
    </form>
  );
}
