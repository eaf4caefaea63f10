import { type TextareaHTMLAttributes, useId } from 'react';

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string;
  hint?: string;
}

/** A labelled text of several lines: one name a line. */
export function TextArea({ label, hint, ...area }: TextAreaProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        spellCheck={false}
        className="control mono h-auto py-1"
        aria-describedby={hint ? `${id}-note` : undefined}
        {...area}
      />
      {hint && (
        <p id={`${id}-note`} className="text-xs text-dim">
          {hint}
        </p>
      )}
    </div>
  );
}
