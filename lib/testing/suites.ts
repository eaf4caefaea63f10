// What `npm test` and `npm run check` consist of, and how each part's verdict is counted. Pure but for reading a report file.
import { readFileSync } from 'node:fs';

export interface Tally {
  passed: number;
  failed: number;
}

/** One command. `report` names the JSON file that it writes; without one the exit code counts as a single check. */
export interface Suite {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  report?: { file: string; count: (json: unknown) => Tally };
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** A skipped test is a failed one: nobody knows whether it holds. A file that did not load counts as one failure. */
export function countVitest(json: unknown): Tally {
  const report = json as VitestReport;
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests + unloaded.length,
  };
}

/** As `countVitest`; a flaky story failed once, so it failed. An error outside of any story counts as one failure. */
export function countPlaywright(json: unknown): Tally {
  const { stats, errors } = json as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length };
}

/** A suite's verdict from its report and its exit code: one that ends badly never counts as wholly passed. */
export function tallyOf(suite: Suite, exitCode: number): Tally {
  if (!suite.report) return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  let tally: Tally;
  try {
    tally = suite.report.count(JSON.parse(readFileSync(suite.report.file, 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const isEmpty = tally.passed + tally.failed === 0;
  return isEmpty || (exitCode !== 0 && tally.failed === 0) ? { ...tally, failed: 1 } : tally;
}
