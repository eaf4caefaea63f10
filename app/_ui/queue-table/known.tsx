import { formatCount } from '#app/_ui/format/number.ts';

interface KnownProps {
  value: number | null;
  as?: (value: number | null) => string;
}

/** A count; a grey dash where it is not known. */
export function Known({ value, as = formatCount }: KnownProps) {
  return <span className={value === null ? 'text-dim' : ''}>{as(value)}</span>;
}
