// Runs `export.py` with the system's Python, whose protobuf and gRPC packages come from Debian. For tests only.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';

/** Not the first one on PATH: Debian's packages are for Debian's Python. */
const python = '/usr/bin/python3';

export interface PythonRequest {
  encoding: 'http/protobuf' | 'http/json' | 'grpc';
  /** With the path for HTTP, host:port for gRPC. */
  url: string;
  signal: 'traces' | 'logs';
  gzip?: boolean;
  headers?: Record<string, string>;
  /** In protobuf's JSON mapping: ids and bytes in base64. */
  request: object;
}

export interface PythonExporter {
  /** HTTP or gRPC status, and the answer as Python decoded it. */
  send(request: PythonRequest): Promise<{ code: number; answer: Record<string, unknown> }>;
  close(): void;
}

/** Compiles the .proto files with protoc into a folder of its own. Throws with what protoc says. */
export function openPythonExporter(): PythonExporter {
  const source = join(import.meta.dirname, 'proto');
  const modules = mkdtempSync(join(tmpdir(), 'signalbox-exporter-'));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.proto'));
  execFileSync('protoc', [`--proto_path=${source}`, `--python_out=${modules}`, ...files], { stdio: 'pipe' });
  return {
    async send({ encoding, url, ...asked }) {
      const program = spawn(python, [join(import.meta.dirname, 'export.py'), modules, encoding, url]);
      program.stdin.end(JSON.stringify(asked));
      const ended = once(program, 'exit');
      const [answer, complaint] = await Promise.all([
        json(program.stdout).catch(() => null),
        text(program.stderr),
        ended,
      ]);
      if (answer === null) throw new Error(`export.py failed: ${complaint}`);
      return answer as { code: number; answer: Record<string, unknown> };
    },
    close: () => rmSync(modules, { recursive: true }),
  };
}
