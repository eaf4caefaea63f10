import { describe, expect, it, vi } from 'vitest';
import { Admission } from './admission.ts';
import { KeyQuotas, Quota, type QuotaRefusal } from './quota.ts';

const options = { bytesPerSecond: 1_000, burstBytes: 2_000, maxBytesInFlight: 5_000 };

describe('the quota of a key', () => {
  it('lets a burst in, then asks to wait until what was let in is paid for', () => {
    const quota = new Quota(options, 0);
    quota.check(4_500, 0);
    quota.take(4_500);
    quota.bytesInFlight = 0;
    expect(() => quota.check(1, 1_000)).toThrow(expect.objectContaining({ code: 'too_busy', retryAfterSeconds: 2 }));
    expect(() => quota.check(1, 2_499)).toThrow();
    quota.check(1, 2_501);
  });

  it('saves up no more than a burst', () => {
    const quota = new Quota(options, 0);
    quota.check(1, 3_600_000);
    quota.take(2_500);
    expect(() => quota.check(1, 3_600_000)).toThrow();
  });

  it('limits what is in memory at once, but lets a lone request in', () => {
    const quota = new Quota({ ...options, burstBytes: 1e9 }, 0);
    quota.check(9_000, 0);
    quota.take(9_000);
    expect(() => quota.check(1, 0)).toThrow(expect.objectContaining({ code: 'too_busy', retryAfterSeconds: 1 }));
    quota.bytesInFlight = 0;
    quota.check(1, 0);
  });

  it('lets who comes before the time that was asked of it wait for its refusal, and not more than a few at once', async () => {
    vi.useFakeTimers();
    const quota = new Quota(options, 0);
    quota.take(4_500);
    const refusalAt = (ms: number) => {
      try {
        quota.check(1, ms);
      } catch (error) {
        return error as QuotaRefusal;
      }
      throw new Error('it was let in');
    };
    const [first, early, inTime] = [refusalAt(1_000), refusalAt(1_500), refusalAt(2_400)];
    expect([first.isEarly, early.isEarly, inTime.isEarly]).toEqual([false, true, true]);
    await quota.hold(first);
    let answered = 0;
    const held = Array.from({ length: 40 }, () => quota.hold(early).then(() => answered++));
    await vi.advanceTimersByTimeAsync(499);
    expect(answered).toBe(8);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(held);
    expect(answered).toBe(40);
    vi.useRealTimers();
  });

  it('is each key’s own', () => {
    const quotas = new KeyQuotas(options);
    quotas.of('noisy', 0).take(9_000);
    expect(() => quotas.of('noisy', 1).check(1, 1)).toThrow();
    quotas.of('quiet', 1).check(1, 1);
  });
});

describe('a share of the door’s memory', () => {
  it('is given back to the key and to the door, whatever was taken before the key was known', () => {
    const admission = new Admission(10_000);
    const quota = new Quota({ ...options, burstBytes: 1e9 }, 0);
    const share = admission.open();
    share.grow(100);
    share.chargeTo(quota, 50);
    share.grow(50);
    expect([admission.bytesInFlight, quota.bytesInFlight]).toEqual([150, 50]);
    share.end();
    expect([admission.bytesInFlight, quota.bytesInFlight]).toEqual([0, 0]);
  });
});
