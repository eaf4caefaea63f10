import { type ComponentProps, useId } from 'react';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string;
  fault?: string;
}

/** A labelled input that says what is wrong with it. */
export function Field({ label, hint, fault, ...input }: FieldProps) {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <input
        id={id}
        className="control h-[34px]"
        aria-invalid={fault !== undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        {...input}
      />
      {note && (
        <p id={`${id}-note`} className={`text-xs ${fault ? 'text-bad' : 'text-dim'}`}>
          {note}
        </p>
      )}
    </div>
  );
}
