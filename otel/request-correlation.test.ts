import { expect, it } from 'vitest';
import { withRequestCorrelation } from './request-correlation.ts';

const request = (headers: Record<string, string> = {}) => new Request('https://shop.example/api', { headers });

it('answers with the caller’s ID', async () => {
  const handler = withRequestCorrelation(() => new Response('ok'));
  expect((await handler(request({ 'x-request-id': 'req-7' }))).headers.get('x-correlation-id')).toBe('req-7');
});

it('makes one for each request that has none', async () => {
  const handler = withRequestCorrelation(() => new Response('ok'));
  const ids = [await handler(request()), await handler(request())].map(({ headers }) =>
    headers.get('x-correlation-id'),
  );
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
});

it('hands arguments and errors on, and keeps an ID that the handler told itself', async () => {
  const handler = withRequestCorrelation((_, { params }: { params: string }) => {
    if (params === 'bad') throw new RangeError(params);
    return new Response(params, { headers: { 'x-correlation-id': 'mine' } });
  });
  const response = await handler(request(), { params: 'good' });
  expect([await response.text(), response.headers.get('x-correlation-id')]).toEqual(['good', 'mine']);
  await expect(handler(request(), { params: 'bad' })).rejects.toThrow(RangeError);
});

it('tells it also where headers cannot be changed or hold it as it is', async () => {
  const handler = withRequestCorrelation(() => Response.redirect('https://shop.example/elsewhere', 303));
  const response = await handler(request({ 'x-correlation-id': 'größe' }));
  expect([response.status, response.headers.get('location')]).toEqual([303, 'https://shop.example/elsewhere']);
  expect(response.headers.get('x-correlation-id')).toBe('gr%C3%B6%C3%9Fe');
});
