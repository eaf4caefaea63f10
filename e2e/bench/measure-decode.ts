// What the door does to a request before the database: in spans a second of one core. The door's own code, in a process of its own.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { benchSpans } from '#e2e/bench/bench-span.ts';
import { otlpRequest } from '#e2e/bench/otlp-request.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';

const spansPerRequest = 512;

/** `rounds`: how often each step is measured, after two that are not counted. */
export async function measureDecode(requests: number, rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-decode-'));
  try {
    const file = join(folder, 'bodies');
    const pieces: Buffer[] = [];
    for (let i = 0; i < requests; i++) {
      const body = otlpRequest(benchSpans(spansPerRequest, Date.now() * 1000));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(body.length);
      pieces.push(length, body);
    }
    writeFileSync(file, Buffer.concat(pieces));
    const args = ['collectors/otlp/decode/decode-speed.ts', file, String(rounds)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const rates = JSON.parse(stdout) as Record<string, number[]>;
    return Object.entries(rates).map(([what, speeds]) => ({ what, unit: 'spans/cpu-s', spread: spreadOf(speeds) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
