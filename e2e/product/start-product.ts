// The product under test, as `npm run demo` and `npm start` start it, on free ports and in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { scratchFolder } from '#lib/testing/scratch-folder.ts';

export interface Product {
  url: string;
  /** Base URL of the OTLP/HTTP door. */
  otlpUrl: string;
  /** Base URL of the OTLP/gRPC door. */
  grpcUrl: string;
  /** Admin API token accepted from the first start on. */
  token: string;
  /** One-time code for the first admin. */
  setupCode: string;
  /** Where the demo's shop takes orders; empty without the demo. */
  shopUrl: string;
  /** The launcher's process id. */
  pid: number;
  folder: string;
  /** The last lines that the launcher and its children printed. */
  output: readonly string[];
}

const launcher = path.resolve(import.meta.dirname, '../../lib/launch/main.ts');
const startLimitMs = 240_000;

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Resolves with what `pattern` found in each line wanted; rejects when the launcher ends or the time is over. */
function readOutput(
  child: ChildProcess,
  patterns: Record<string, RegExp>,
  output: string[],
): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const found: Record<string, string> = {};
    const fail = (why: string) => reject(new Error(`${why}\n${output.slice(-40).join('\n')}`));
    const limit = setTimeout(() => fail(`not ready after ${startLimitMs / 1000} s`), startLimitMs);
    child.once('exit', (code) => fail(`the launcher ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        if (output.length > 500) output.shift();
        for (const [name, pattern] of Object.entries(patterns)) {
          const value = pattern.exec(line)?.[1];
          if (value) found[name] = value;
        }
        if (Object.keys(found).length < Object.keys(patterns).length) return;
        clearTimeout(limit);
        resolve(found);
      });
    }
  });
}

/** Asks the API as the bootstrap token's bearer; the path with its query, below `/api/v1`. */
export async function askApi<T>(product: Pick<Product, 'url' | 'token'>, resource: string): Promise<T> {
  const response = await fetch(`${product.url}/api/v1${resource}`, {
    headers: { authorization: `Bearer ${product.token}` },
  });
  if (!response.ok) throw new Error(`GET ${resource}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/**
 * Starts `npm run demo`, or `npm start` for an empty product; ends everything on `stop`. `settings`: environment variables over
 * those chosen here, as `DATABASE_URL` for a database of one's own.
 */
export async function startProduct(
  command: 'demo' | 'start' = 'demo',
  settings: Record<string, string> = {},
): Promise<Product & { stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(scratchFolder(), 'signalbox-stories-'));
  const [port, httpPort, grpcPort] = await freePorts(3);
  const token = `sbx_ad_${crypto.randomUUID()}${crypto.randomUUID()}`;
  const { DATABASE_URL: _, SIGNALBOX_CONFIG: __, REDIS_URL: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [launcher, command], {
    cwd: folder,
    // The launcher ends when our end of its stdin closes.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...inherited,
      PORT: String(port),
      SIGNALBOX_OTLP_HTTP_PORT: String(httpPort),
      SIGNALBOX_OTLP_GRPC_PORT: String(grpcPort),
      SIGNALBOX_DATA_DIR: path.join(folder, 'data'),
      SIGNALBOX_BOOTSTRAP_TOKEN: token,
      SIGNALBOX_DEMO_RATE: '2',
      SIGNALBOX_DEMO_LEDGER: path.join(folder, 'ledger.jsonl'),
      ...settings,
    } as NodeJS.ProcessEnv,
  });
  const output: string[] = [];
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const patterns: Record<string, RegExp> = { setupCode: /one-time code (\S+)/, isReady: /(Signalbox is at)/ };
    if (command === 'demo') patterns.shopUrl = /orders go to (\S+)\/orders/;
    const { setupCode, shopUrl } = await readOutput(child, patterns, output);
    if (process.env.SHOW_OUTPUT) output.map((line) => console.log(line));
    const url = `http://localhost:${port}`;
    const otlpUrl = `http://127.0.0.1:${httpPort}`;
    return {
      url,
      otlpUrl,
      grpcUrl: `http://127.0.0.1:${grpcPort}`,
      token,
      setupCode: setupCode ?? '',
      shopUrl: shopUrl ?? '',
      pid: child.pid ?? 0,
      folder,
      output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
