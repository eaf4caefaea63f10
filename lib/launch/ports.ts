// The ports that the chosen roles need: looked at before anything starts.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { isPortTaken } from '#lib/launch/free-port.ts';

/** Each port with the setting that moves it. */
function neededPorts(settings: Settings): { port: number; setting: string }[] {
  return [
    ...(settings.roles.includes('web') ? [{ port: settings.port, setting: 'PORT' }] : []),
    ...(settings.roles.includes('door')
      ? [
          { port: settings.otlpHttpPort, setting: 'SIGNALBOX_OTLP_HTTP_PORT' },
          { port: settings.otlpGrpcPort, setting: 'SIGNALBOX_OTLP_GRPC_PORT' },
        ]
      : []),
  ];
}

/** Throws `conflict` whose `fields` name every taken port; waits up to `patienceMs` for them to become free. */
export async function refuseTakenPorts(settings: Settings, patienceMs = 0): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const fields: Record<string, string> = {};
    for (const { port, setting } of neededPorts(settings)) {
      if (await isPortTaken(port, settings.host)) {
        fields[setting] = `port ${port} on ${settings.host} is taken by another program; set ${setting} to a free one`;
      }
    }
    const count = Object.keys(fields).length;
    if (count === 0) return;
    if (Date.now() >= deadline) {
      throw new AppError('conflict', count === 1 ? 'A port is taken:' : `${count} ports are taken:`, { fields });
    }
    await sleep(100);
  }
}
