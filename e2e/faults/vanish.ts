import { connect } from 'node:net';

/** Sends a whole request, waits `graceMs`, and resets the connection whatever came. */
export function sendAndVanish(otlpUrl: string, body: string, graceMs: number): Promise<void> {
  const { hostname, port } = new URL(otlpUrl);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {}).on('close', () => resolve());
    const head = `POST /v1/traces HTTP/1.1\r\nHost: door\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    socket.write(head + body, () => {
      if (graceMs < 1) socket.resetAndDestroy();
      else setTimeout(() => socket.resetAndDestroy(), graceMs);
    });
  });
}
