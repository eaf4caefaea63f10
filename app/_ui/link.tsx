import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/**
 * A link inside the app. It fetches nothing ahead: a table shows a hundred links, and browsers speak over six
 * connections, which the figures in sight need more.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
