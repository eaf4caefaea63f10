import { expect, it } from 'vitest';
import { unclearness } from './unclear-request.ts';

it('takes one Host header, and none of HTTP/1.0', () => {
  expect(
    unclearness({ httpVersion: '1.1', rawHeaders: ['Host', 'door', 'X-Host', 'other', 'X-Note', 'host'] }),
  ).toBeNull();
  expect(unclearness({ httpVersion: '1.0', rawHeaders: ['X-Note', 'host'] })).toBeNull();
});

it('finds two Host headers unclear, none in HTTP/1.1, and other versions', () => {
  expect(unclearness({ httpVersion: '1.1', rawHeaders: ['Host', 'a', 'hOST', 'a'] })).toMatch(/more than one/);
  expect(unclearness({ httpVersion: '1.1', rawHeaders: ['X-Note', 'host'] })).toMatch(/no Host/);
  expect(unclearness({ httpVersion: '0.9', rawHeaders: [] })).toMatch(/HTTP/);
});
