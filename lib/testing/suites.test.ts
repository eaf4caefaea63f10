import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countPlaywright, countVitest, type Suite, tallyOf } from './suites.ts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-suites-'));
afterAll(() => rmSync(folder, { recursive: true }));

const reporting = (text: string): Suite => {
  const file = join(folder, 'report.json');
  writeFileSync(file, text);
  return {
    name: 'x',
    command: 'x',
    args: [],
    report: { file, count: (json) => json as { passed: number; failed: number } },
  };
};

describe('the count of npm test', () => {
  test('takes a skipped, a to-do and an unloadable test file as failures', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [{ status: 'failed', assertionResults: [] }],
    };
    expect(countVitest(report)).toEqual({ passed: 5, failed: 5 });
  });

  test('takes a flaky or skipped story and an error outside the stories as failures', () => {
    const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 1 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 3, failed: 4 });
  });

  test('is one failure where a suite wrote no report or an unreadable one', () => {
    expect(tallyOf(reporting('{'), 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('is one failure where a suite ran nothing, or ended badly with all its tests passed', () => {
    expect(tallyOf(reporting('{"passed":0,"failed":0}'), 0)).toEqual({ passed: 0, failed: 1 });
    expect(tallyOf(reporting('{"passed":7,"failed":0}'), 1)).toEqual({ passed: 7, failed: 1 });
  });

  test('is one check where a suite has only an exit code', () => {
    const types: Suite = { name: 'types', command: 'tsc', args: [] };
    expect([tallyOf(types, 0), tallyOf(types, 2)]).toEqual([
      { passed: 1, failed: 0 },
      { passed: 0, failed: 1 },
    ]);
  });
});
