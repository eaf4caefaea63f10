import { sparkPath, sparkText } from './series.ts';

interface SparklineProps {
  values: readonly (number | null)[];
  /** What the values are: "depth". */
  label: string;
  isBad?: boolean;
}

export function Sparkline({ values, label, isBad = false }: SparklineProps) {
  return (
    <svg
      viewBox="0 0 96 20"
      preserveAspectRatio="none"
      className="inline-block h-5 w-24 align-middle"
      role="img"
      aria-label={`${label} ${sparkText(values)}`}
    >
      <path
        d={sparkPath(values, 96, 20)}
        fill="none"
        strokeWidth="1.3"
        vectorEffect="non-scaling-stroke"
        stroke={isBad ? 'var(--bad)' : 'var(--p95)'}
      />
    </svg>
  );
}
