// A RabbitMQ of the capture program's own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Where Debian's package has the server itself; the program on the PATH insists on running as another account. */
const server = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Starts a node in an empty folder on loopback ports, with its own port mapper; `stop` ends both and removes the folder. */
export async function startRabbitmq(): Promise<{ url: string; stop(): Promise<void> }> {
  const [port, distPort, mapperPort] = [await freePort(), await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-capture-'));
  await writeFile(join(folder, 'rabbitmq.conf'), `listeners.tcp.default = 127.0.0.1:${port}\n`);
  await writeFile(join(folder, 'enabled_plugins'), '[].\n');
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapperPort),
    RABBITMQ_NODENAME: `capture${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_SCHEMA_DIR: join(folder, 'schema'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'config'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
  const mapper = spawn('epmd', ['-address', '127.0.0.1', '-port', String(mapperPort)], { stdio: 'ignore', env });
  const node = spawn(server, [], { stdio: ['ignore', 'pipe', 'pipe'], env });
  await started(node);
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    async stop() {
      for (const child of [node, mapper]) {
        child.kill();
        if (child.exitCode === null) await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function started(node: ChildProcess): Promise<void> {
  let said = '';
  for (const stream of [node.stdout, node.stderr]) stream?.on('data', (data) => (said += data));
  while (!said.includes('completed with')) {
    if (node.exitCode !== null) throw new Error(`RabbitMQ did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
