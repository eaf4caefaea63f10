import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { CommitGroup, type Delivery } from './commit-group.ts';
import { recordsOf } from './stored.ts';
import { logDelivery } from './testing-delivery.ts';

/** A busy machine is slow, not wrong. */
const patient = { timeout: 15_000 };

const options = { gatherMs: 0, maxRows: 100, maxCommits: 2 };
const storedOf = (group: Delivery[]) => group.map((one) => ({ stored: recordsOf(one), duplicate: 0, quarantined: 0 }));
const namesOf = (group: Delivery[]) => group.map((one) => one.id.toString());

describe('CommitGroup', () => {
  it('commits what comes together in one transaction', async () => {
    const commits: string[][] = [];
    const group = new CommitGroup(async (deliveries) => {
      commits.push(namesOf(deliveries));
      return storedOf(deliveries);
    }, options);
    const stored = await Promise.all(['a', 'b', 'c'].map((name, i) => group.add(logDelivery(name, i + 1)).done));
    expect(stored.map((one) => one.stored)).toEqual([1, 2, 3]);
    expect(commits).toEqual([['a', 'b', 'c']]);
  });

  it('answers nobody before the commit is done', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const group = new CommitGroup((deliveries) => promise.then(() => storedOf(deliveries)), options);
    let isAnswered = false;
    const added = group.add(logDelivery('a')).done.then(() => {
      isAnswered = true;
    });
    await new Promise((tick) => setTimeout(tick, 5));
    expect(isAnswered).toBe(false);
    resolve();
    await added;
  });

  it('gathers while a commit is under way, and starts a second one beside it for a large group', async () => {
    const commits: { names: string[]; done: () => void }[] = [];
    const group = new CommitGroup(
      (deliveries) =>
        new Promise((done) => commits.push({ names: namesOf(deliveries), done: () => done(storedOf(deliveries)) })),
      options,
    );
    const all = [group.add(logDelivery('a', 100)), group.add(logDelivery('b')), group.add(logDelivery('c'))];
    expect(commits.map((one) => one.names)).toEqual([['a']]);
    all.push(group.add(logDelivery('d', 98)), group.add(logDelivery('e')));
    expect(commits.map((one) => one.names)).toEqual([['a'], ['b', 'c', 'd']]);
    for (const one of commits.splice(0)) one.done();
    await expect.poll(() => commits.map((one) => one.names), patient).toEqual([['e']]);
    commits[0]?.done();
    await Promise.all(all.map((added) => added.done));
    await group.idle();
  });

  it('tells every sender of a group to come back when the database is away', async () => {
    const group = new CommitGroup(async () => {
      throw new Error('connection refused');
    }, options);
    const answers = await Promise.allSettled(['a', 'b'].map((name) => group.add(logDelivery(name)).done));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfterSeconds: 5 } });
    }
  });

  it('lets one request whose data the database refuses keep out nobody else', async () => {
    const stored: string[] = [];
    const group = new CommitGroup(async (deliveries) => {
      if (namesOf(deliveries).includes('bad')) throw Object.assign(new Error('invalid value'), { code: '22021' });
      stored.push(...namesOf(deliveries));
      return storedOf(deliveries);
    }, options);
    const answers = await Promise.allSettled(['a', 'bad', 'b'].map((name) => group.add(logDelivery(name)).done));
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: expect.any(AppError) });
    expect((answers[1] as PromiseRejectedResult).reason.code).toBe('invalid_input');
    expect(stored).toEqual(['a', 'b']);
  });

  it('gives back what its commit has not begun with, and is idle without it', async () => {
    const commits: string[][] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const group = new CommitGroup(async (deliveries) => {
      commits.push(namesOf(deliveries));
      await promise;
      return storedOf(deliveries);
    }, options);
    const begun = group.add(logDelivery('a', 100));
    const waiting = group.add(logDelivery('b'));
    expect([begun.withdraw(), waiting.withdraw(), waiting.withdraw()]).toEqual([false, true, false]);
    resolve();
    await begun.done;
    await group.idle();
    expect(commits).toEqual([['a']]);
  });
});
