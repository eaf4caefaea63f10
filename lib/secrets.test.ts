import { describe, expect, it } from 'vitest';
import { createSecretBox, isBoundToRow } from './secrets.ts';
import { sealUnbound } from './testing/seal-unbound.ts';

const secret = 'a secret of at least some length';
const box = createSecretBox(secret);
const place = { purpose: 'source', row: 'a' };
const code = (code: string) => expect.objectContaining({ code });

describe('secrets at rest', () => {
  it('come back as they were sealed', () => {
    expect(box.open(box.seal('postgres://u:pässword@host/db', place), place)).toBe('postgres://u:pässword@host/db');
  });

  it('never look alike twice, and never show the text', () => {
    const first = box.seal('hunter2', place);
    expect(first.equals(box.seal('hunter2', place))).toBe(false);
    expect(first.includes('hunter2')).toBe(false);
  });

  it('do not open under another secret, and say why', () => {
    const other = createSecretBox('another secret altogether');
    expect(() => other.open(box.seal('x', place), place)).toThrow(code('invalid_input'));
    expect(() => other.open(box.seal('x', place), place)).toThrow(/SIGNALBOX_SECRET/);
  });

  it('do not open for another purpose, in another row, or when a bit was changed', () => {
    const sealed = box.seal('x', place);
    for (const moved of [
      { ...place, purpose: 'channel' },
      { ...place, row: 'b' },
      { purpose: 'sourc', row: 'ea' },
    ])
      expect(() => box.open(sealed, moved), JSON.stringify(moved)).toThrow(code('invalid_input'));
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(() => box.open(sealed, place)).toThrow(code('invalid_input'));
    expect(() => box.open(Buffer.alloc(3), place)).toThrow(code('invalid_input'));
  });

  it('of before there were rows go on opening, and cannot be made of a newer one', () => {
    const old = sealUnbound(secret, 'hunter2', 'source');
    expect(isBoundToRow(old)).toBe(false);
    expect(box.open(old, place)).toBe('hunter2');
    expect(() => box.open(old, { ...place, purpose: 'channel' })).toThrow(code('invalid_input'));
    const sealed = box.seal('hunter2', place);
    expect(isBoundToRow(sealed)).toBe(true);
    sealed[0] = 1;
    expect(() => box.open(sealed, place)).toThrow(code('invalid_input'));
  });
});
