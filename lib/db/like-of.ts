/** A LIKE pattern for what contains `text` as it stands. */
export const likeOf = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
