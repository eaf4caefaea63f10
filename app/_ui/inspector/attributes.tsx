import { Fact } from './fact.tsx';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Attributes as they came, after redaction. */
export function Attributes({ label, values }: { label: string; values: Readonly<Record<string, unknown>> }) {
  const names = Object.keys(values).sort();
  if (names.length === 0) return null;
  return (
    <Fact label={label}>
      <dl>
        {names.map((name) => (
          <div key={name} className="mono flex items-baseline gap-2 border-b border-line py-0.5 last:border-b-0">
            <dt className="w-[45%] shrink-0 break-all text-dim">{name}</dt>
            <dd className="min-w-0 grow break-all">{textOf(values[name])}</dd>
          </div>
        ))}
      </dl>
    </Fact>
  );
}
