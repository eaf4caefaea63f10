import { encode } from 'uqr';

/** Dark squares as one path, run by run. */
function pathOf(rows: boolean[][]): string {
  const runs = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [`M${x} ${y}h${(end < 0 ? row.length : end) - x}v1H${x}z`];
    }),
  );
  return runs.join('');
}

const pixelsPerSquare = 4;

/** A QR code, drawn here. Dark on light in every theme: many cameras do not read the other way round. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 4 });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={size * pixelsPerSquare}
      height={size * pixelsPerSquare}
      shapeRendering="crispEdges"
      className="h-auto max-w-full rounded-[7px] outline outline-line"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(data)} fill="#000" />
    </svg>
  );
}
