import { expect, test } from 'vitest';
import { readViews, withView } from './saved-views.ts';

test('views are kept by name, and a spoilt storage is an empty one', () => {
  const views = withView(withView([], { name: 'slow', query: 'sort=-durationMs' }), {
    name: 'dead',
    query: 'state=dead',
  });
  expect(views.map(({ name }) => name)).toEqual(['dead', 'slow']);
  expect(withView(views, { name: 'dead', query: 'state=dead&queue=email' })).toHaveLength(2);
  expect(readViews(JSON.stringify(views))).toEqual(views);
  for (const text of [null, '', '{', '{}', '[1,null,{"name":1}]']) expect(readViews(text)).toEqual([]);
});
