import type { Figure } from '#e2e/bench/spread.ts';

export function printFigures(chapter: string, figures: readonly Figure[]): void {
  console.log(`\n${chapter}`);
  for (const { what, unit, spread, floor, aim, isCost } of figures) {
    const reach = spread.n > 1 ? `(${shown(spread.least)} … ${shown(spread.most)}, n ${spread.n})` : '';
    const isMet = floor === undefined || (isCost ? spread.median <= floor : spread.median >= floor);
    const target =
      floor === undefined ? '' : `${isMet ? 'meets' : 'MISSES'} ${shown(floor)}${aim ? `, aim ${shown(aim)}` : ''}`;
    console.log(
      `  ${what.padEnd(40)} ${shown(spread.median).padStart(11)} ${unit.padEnd(11)} ${reach.padEnd(34)} ${target}`,
    );
  }
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 100) / 100);
}
