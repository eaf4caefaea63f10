import { expect, it } from 'vitest';
import { accessTable } from '#lib/auth/access-table.ts';
import { operations } from '#lib/contracts/operations.ts';
import { openapi } from './openapi.ts';

const api = '/api/v1';

it('the document names every route and method of the access table, and no other', () => {
  const known = Object.entries(accessTable)
    .filter(([path]) => path.startsWith(`${api}/`))
    .flatMap(([path, access]) => Object.keys(access).map((method) => `${method} ${path.slice(api.length)}`));
  const told = Object.entries(operations).flatMap(([path, byMethod]) =>
    Object.keys(byMethod).map((method) => `${method} ${path}`),
  );
  expect(told.sort()).toEqual(known.sort());
});

it('the document describes parameters, bodies and answers', () => {
  const document = JSON.parse(JSON.stringify(openapi('https://jobs.example/')));
  expect(document.servers).toEqual([{ url: 'https://jobs.example/api/v1' }]);
  const runs = document.paths['/runs'].get;
  expect(runs.parameters.find((one: { name: string }) => one.name === 'limit')).toMatchObject({
    in: 'query',
    required: false,
  });
  expect(runs.parameters.find((one: { name: string }) => one.name === 'state')).toMatchObject({
    style: 'form',
    schema: { type: 'array' },
  });
  expect(runs.responses['200'].content['application/json'].schema.properties.items.type).toBe('array');
  expect(document.paths['/runs/{id}'].get.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
  expect(document.paths['/keys'].post.requestBody.content['application/json'].schema.required).toEqual([
    'name',
    'scope',
  ]);
  expect(document.paths['/setup'].post.security).toEqual([]);
});
