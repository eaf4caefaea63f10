/** SQLSTATE classes 22 (data exception), 23 (constraint) and 54 (limit): the same rows will fail again. */
export const isAboutData = (error: unknown): boolean =>
  /^(22|23|54)/.test(String((error as { code?: unknown } | null)?.code ?? ''));
