// `signalbox/react/server`: for React Server Components. The token stays on the server.
import { createElement, type ReactElement } from 'react';
import { getHealth, type HealthSource } from './get-health.ts';
import { JobHealthView, type ViewProps } from './view.ts';

export { getHealth, type Health, type HealthSource } from './get-health.ts';

export async function JobHealth(props: HealthSource & Omit<ViewProps, 'health'>): Promise<ReactElement> {
  const { src, token, signal, ...view } = props;
  return createElement(JobHealthView, { ...view, health: await getHealth({ src, token, signal } as HealthSource) });
}
