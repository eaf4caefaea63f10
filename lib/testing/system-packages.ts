// Programs that the tests need from the system, by name or by path beside the folders of PATH. Installed by apt where we may; never left out in silence.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const needed = [
  { programs: ['redis-server'], package: 'redis-server' },
  { programs: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
  { programs: ['protoc'], package: 'protobuf-compiler' },
  { programs: ['../lib/python3/dist-packages/google/protobuf'], package: 'python3-protobuf' },
  { programs: ['../lib/python3/dist-packages/grpc'], package: 'python3-grpcio' },
];

const isOnPath = (program: string): boolean =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].some((folder) => existsSync(join(folder, program)));

/** Names of the packages that are missing. */
export const missingPackages = (): string[] =>
  needed.filter(({ programs }) => !programs.some(isOnPath)).map((entry) => entry.package);

/** Installs what is missing. Throws with what to do where that is not possible. */
export function installMissingPackages(say: (line: string) => void): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const advice = `Install ${missing.join(' and ')} (Debian, Ubuntu: sudo apt-get install -y ${missing.join(' ')}; macOS: brew install ${missing.join(' ')}) and run this again.`;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) throw new Error(`The tests need them: ${advice}`);
  say(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, encoding: 'utf8' });
  let done = install();
  if (done.status !== 0) {
    // lists that were never fetched, or are too old
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    done = install();
  }
  if (done.status !== 0) throw new Error(`apt-get failed: ${done.stderr.trim()}\n${advice}`);
}
