// Numbers set to be compared: at most three significant digits, unit always there, `–` for what is not known.

/** What stands for "not known". Never used for zero. */
export const unknown = '–';

/** `value` with at most three significant digits and no trailing zeros: 0.3142 → "0.314", 31.04 → "31". */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const isLarge = Math.abs(value) >= 100;
  return isLarge ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** 1234567 → "1,234,567", rounded. Not by `Intl`, whose first use takes a browser longer than a table of figures. */
export function grouped(value: number): string {
  const digits = String(Math.round(Math.abs(value))).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 && digits !== '0' ? `-${digits}` : digits;
}

/** Exact with thousands marks below a million (184,209), three digits and a unit above (1.24 M). */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  if (Math.abs(value) >= 999_500_000) return `${threeDigits(value / 1e9)} G`;
  if (Math.abs(value) >= 1_000_000) return `${threeDigits(value / 1e6)} M`;
  return grouped(value);
}

/** A share (0…1) as percent: 0.0031 → "0.31 %". A share that is not zero is never shown as zero. */
export function formatShare(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  const percent = value * 100;
  if (percent !== 0 && Math.abs(percent) < 0.01) return percent > 0 ? '<0.01 %' : '>−0.01 %';
  const digits = Math.abs(percent) >= 10 ? 1 : 2;
  return `${Number(percent.toFixed(digits))} %`;
}

/** Per minute from a count over a window of `windowMs`: "18.2". */
export function perMinute(count: number | null | undefined, windowMs: number): string {
  if (count === null || count === undefined || windowMs <= 0) return unknown;
  const rate = (count * 60_000) / windowMs;
  return rate > 0 && rate < 0.01 ? '<0.01' : threeDigits(Math.round(rate * 100) / 100);
}
