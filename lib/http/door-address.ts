// Where workers send to, as the web process knows it from the settings that it shares with the door.

export interface DoorAddress {
  /** Base URL of OTLP/HTTP. */
  url: string;
  /** A door bound to loopback takes telemetry without a key. */
  needsKey: boolean;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** The door on the host of the public URL, at the door's port; bound as SIGNALBOX_HOST says. */
export function doorAddress(env: Record<string, string | undefined>, publicUrl: string): DoorAddress {
  const { hostname } = new URL(publicUrl);
  const port = env.SIGNALBOX_OTLP_HTTP_PORT || '4318';
  return { url: `http://${hostname}:${port}`, needsKey: !loopback.test(env.SIGNALBOX_HOST || '127.0.0.1') };
}
