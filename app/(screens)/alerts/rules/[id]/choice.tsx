import { type ReactNode, useId } from 'react';

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

export function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <select id={id} className="control h-[34px]" value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
    </div>
  );
}

const minute = 60_000;
const lengths = [0, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 10_080].map((minutes) => minutes * minute);
const words = (ms: number): string =>
  ms === 0
    ? 'at once'
    : ms < minute
      ? `${ms / 1_000} s`
      : ms < 60 * minute
        ? `${ms / minute} min`
        : ms < 1_440 * minute
          ? `${ms / minute / 60} h`
          : `${ms / minute / 1_440} d`;

interface LengthProps {
  label: string;
  value: number;
  from?: number;
  onChange: (ms: number) => void;
}

/** A length of time from a list; one that is not in it stays choosable. */
export function Length({ label, value, from = 0, onChange }: LengthProps) {
  const all = [...new Set([...lengths.filter((ms) => ms >= from), value])].sort((a, b) => a - b);
  return (
    <Choice label={label} value={String(value)} onChange={(text) => onChange(Number(text))}>
      {all.map((ms) => (
        <option key={ms} value={ms}>
          {words(ms)}
        </option>
      ))}
    </Choice>
  );
}
