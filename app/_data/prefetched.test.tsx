import type { DehydratedState } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { expect, test } from 'vitest';
import { Prefetched } from './prefetched.tsx';

test('a page brings the answers that came in time; what fails or takes long is left to the browser', async () => {
  const questions = [
    { queryKey: ['there'], ask: async () => 1 },
    { queryKey: ['refused'], ask: () => Promise.reject(new Error('connection refused')) },
    { queryKey: ['long'], ask: () => new Promise(() => {}) },
  ];
  const page = (await Prefetched({ questions, children: 'page' })) as ReactElement<{
    state: DehydratedState;
    children: string;
  }>;
  expect(page.props.children).toBe('page');
  expect(page.props.state.queries.map(({ queryKey, state }) => [queryKey, state.data])).toEqual([[['there'], 1]]);
});
