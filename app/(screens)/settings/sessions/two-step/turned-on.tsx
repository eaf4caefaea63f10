'use client';
import type { SubmitEvent } from 'react';
import { endTwoStep, renewRecoveryCodes } from '#app/_data/two-step.ts';
import { besideNoField, Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Age } from '#app/_ui/value.tsx';
import type { TwoStepView } from '#lib/contracts/two-step.ts';
import { useChange } from '../../use-change.ts';
import { PasswordField } from './password-field.tsx';

const fewCodes = 2;

/** Since when, with how many recovery codes; new ones, or off again: each with password and code. */
export function TurnedOn({
  view: { onSince, recoveryCodesLeft: left },
  onCodes,
}: {
  view: TwoStepView;
  onCodes: (codes: readonly string[]) => void;
}) {
  const { change, fault, isBusy } = useChange('sessions');
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget, event.nativeEvent.submitter);
    const proof = { password: String(fields.get('password')), code: String(fields.get('code')) };
    if (fields.get('what') === 'off') await change(() => endTwoStep(proof));
    else await change(() => renewRecoveryCodes(proof).then(({ codes }) => onCodes(codes)));
  };
  return (
    <>
      <p className="mb-2 max-w-[70ch]">
        Turned on <Age at={onSince} />.{' '}
        <span className={left <= fewCodes ? 'text-warn' : ''}>
          {left === 1 ? '1 recovery code is left.' : `${left} recovery codes are left.`}
        </span>{' '}
        Who loses both phone and codes asks an admin to turn it off.
      </p>
      <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <PasswordField fault={fault?.fields.password} />
        <Field
          name="code"
          label="Code of the app, or a recovery code"
          required
          minLength={6}
          maxLength={40}
          autoComplete="one-time-code"
          spellCheck={false}
          fault={fault?.fields.code}
        />
        <span className="mt-5 flex flex-wrap gap-2">
          <button type="submit" name="what" value="codes" className="control h-[34px]" disabled={isBusy}>
            New recovery codes
          </button>
          <button type="submit" name="what" value="off" className="control h-[34px]" disabled={isBusy}>
            Turn off
          </button>
        </span>
      </form>
      <Fault className="mt-1">{besideNoField(fault)}</Fault>
    </>
  );
}
