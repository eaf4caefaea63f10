/** Public base URL of the web process: SIGNALBOX_URL, else localhost with PORT. Never taken from a Host header. */
export function publicUrl(): string {
  return process.env.SIGNALBOX_URL || `http://localhost:${process.env.PORT || 3000}`;
}

/** The path of a public URL, below which every page and route lies: '' or '/signalbox', without a slash at its end. */
export const basePathOf = (url: string): string => new URL(url).pathname.replace(/\/+$/, '');
