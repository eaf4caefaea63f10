import { opacityOf } from './series.ts';

const shades = [0, 0.25, 0.5, 0.75, 1];
const size = 9;

/** How many runs a shade stands for, in light and dark alike. */
export function StrengthKey() {
  return (
    <span className="inline-flex items-baseline gap-1.5">
      few
      <svg width={shades.length * (size + 1)} height={size} aria-hidden="true">
        {shades.map((strength, place) => (
          <rect
            key={strength}
            x={place * (size + 1)}
            width={size}
            height={size}
            fill="var(--p99)"
            fillOpacity={opacityOf(strength)}
          />
        ))}
      </svg>
      many runs
    </span>
  );
}
