import { expect, test } from 'vitest';
import { isAttributeFilter, isValue, readAttributeFilter } from './attribute-filter.ts';

test('name and value part at the first equals sign', () => {
  expect(readAttributeFilter('attr.order.id=42')).toEqual({ name: 'order.id', value: '42' });
  expect(readAttributeFilter('attr.query=a=b')).toEqual({ name: 'query', value: 'a=b' });
  for (const text of ['attr.', 'attr.x', 'attr.=x', 'attr.x=', 'mailbox is full'])
    expect(readAttributeFilter(text)).toBeNull();
  expect(['attr.x', 'attribute', undefined].map(isAttributeFilter)).toEqual([true, false, false]);
});

test('values are compared as text, items of lists one by one', () => {
  expect(isValue(42, '42')).toBe(true);
  expect(isValue('42', '42')).toBe(true);
  expect(isValue(true, 'true')).toBe(true);
  expect(isValue(['a', 'b'], 'b')).toBe(true);
  expect(isValue('420', '42')).toBe(false);
  expect(isValue(undefined, 'undefined')).toBe(false);
  expect(isValue(null, 'null')).toBe(false);
  expect(isValue({}, '[object Object]')).toBe(false);
});
