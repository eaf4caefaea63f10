import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobHealth as ClientHealth } from './client.ts';
import { getHealth, type Health, healthUrl } from './get-health.ts';
import { JobHealth } from './server.ts';

const health: Health = {
  status: 'degraded',
  statusText: 'Degraded',
  p95Ms: 812.4,
  failureRate: 0.0123,
  updatedAt: null,
  staleAfter: null,
  items: [{ name: '<b>mail</b>', label: 'failing', status: 'failing' }],
};
let base = '';
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.headers.authorization);
  response.statusCode = request.url === '/embed/v1/known.json' ? 200 : 404;
  response.end(JSON.stringify(health));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/embed/v1`;
});
afterAll(() => {
  server.close();
});

describe('health in React', () => {
  it('is read on the server with the token in a header, and drawn as text', async () => {
    const element = await JobHealth({ src: `${base}/known`, token: 'sbw_x', label: 'Receipts' });
    const html = renderToStaticMarkup(element);
    expect(asked).toContain('Bearer sbw_x');
    expect(html).toContain('aria-label="Receipts: degraded"');
    expect(html).toContain('p95 812 ms · 1.2 % failed');
    expect(html).toContain('&lt;b&gt;mail&lt;/b&gt;');
  });

  it('is unknown when the widget is gone or nobody answers', async () => {
    expect((await getHealth({ src: `${base}/gone` })).status).toBe('unknown');
    expect((await getHealth({ src: 'http://127.0.0.1:1/embed/v1/x' })).status).toBe('unknown');
  });

  it('begins with what is known already in the browser', () => {
    const html = renderToStaticMarkup(createElement(ClientHealth, { src: base, label: 'Receipts', initial: health }));
    expect(html).toContain('data-state="degraded"');
  });
});

it('finds the JSON of whichever address was given, and takes web addresses only', () => {
  const json = 'https://s.example/embed/v1/t.json';
  for (const end of ['t', 't.json', 't.svg', 't/card.svg'])
    expect(healthUrl(`https://s.example/embed/v1/${end}`)).toBe(json);
  expect(healthUrl('https://s.example/embed/v1/id.svg?expires=1&signature=x')).toContain(
    '/id.json?expires=1&signature=x',
  );
  expect(() => healthUrl('javascript:alert(1)')).toThrow(TypeError);
});
