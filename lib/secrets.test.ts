import { describe, expect, it } from 'vitest';
import { createSecretBox } from './secrets.ts';

const box = createSecretBox('a secret of at least some length');
const code = (code: string) => expect.objectContaining({ code });

describe('secrets at rest', () => {
  it('come back as they were sealed', () => {
    expect(box.open(box.seal('postgres://u:pässword@host/db', 'source'), 'source')).toBe(
      'postgres://u:pässword@host/db',
    );
  });

  it('never look alike twice, and never show the text', () => {
    const first = box.seal('hunter2', 'source');
    expect(first.equals(box.seal('hunter2', 'source'))).toBe(false);
    expect(first.includes('hunter2')).toBe(false);
  });

  it('do not open under another secret, and say why', () => {
    const other = createSecretBox('another secret altogether');
    expect(() => other.open(box.seal('x', 'source'), 'source')).toThrow(code('invalid_input'));
    expect(() => other.open(box.seal('x', 'source'), 'source')).toThrow(/SIGNALBOX_SECRET/);
  });

  it('do not open for another purpose, or when a bit was changed', () => {
    const sealed = box.seal('x', 'source');
    expect(() => box.open(sealed, 'channel')).toThrow(code('invalid_input'));
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(() => box.open(sealed, 'source')).toThrow(code('invalid_input'));
    expect(() => box.open(Buffer.alloc(3), 'source')).toThrow(code('invalid_input'));
  });
});
