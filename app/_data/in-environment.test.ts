import { expect, it } from 'vitest';
import { inEnvironment } from './in-environment.ts';

const items = [{ at: 'production' }, { at: 'staging' }, {}, { at: 'staging' }];
const of = (chosen: string) => inEnvironment<{ at?: string }>(items, chosen, ({ at }) => at);

it('leaves out what belongs elsewhere and counts it, and nothing that belongs everywhere', () => {
  expect(of('production')).toEqual({ shown: [items[0], items[2]], elsewhere: 2 });
  expect(of('nowhere')).toEqual({ shown: [items[2]], elsewhere: 3 });
  expect(of('')).toEqual({ shown: items, elsewhere: 0 });
});
