// Small preferences of a browser (theme, time zone), kept in cookies so that the server draws the first page right.

/** For a year, readable by the server, of no use to anyone else. */
export function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain HTTP, where self-hosters often are
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}
