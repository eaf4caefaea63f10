import type { ComponentProps } from 'react';
import { Field } from './field.tsx';

/** For the six digits of an authenticator app, with or without the space that apps show. */
export function CodeField(props: Partial<ComponentProps<typeof Field>>) {
  return (
    <Field
      label="Code"
      name="code"
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9 ]{6,7}"
      title="Six digits"
      maxLength={7}
      spellCheck={false}
      required
      {...props}
    />
  );
}
