import { Field } from '#app/_ui/field.tsx';

/** One's own password, asked for once more. `fault`: what was wrong with it. */
export function PasswordField({ fault }: { fault: string | undefined }) {
  return (
    <Field
      name="password"
      label="Your password"
      type="password"
      required
      autoComplete="current-password"
      fault={fault}
    />
  );
}
