/** The address as the last server in front of us tells it; 'direct' without one. What stands before that in the header, anybody can write. */
export const addressOf = (headers: Headers): string =>
  headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'direct';
