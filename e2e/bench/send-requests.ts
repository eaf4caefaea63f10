// Requests to a door over keep-alive connections, and how long each took to be acknowledged.
import { Agent, request } from 'node:http';

export interface Target {
  port: number;
  agent: Agent;
}

export const targetOf = (port: number, sockets: number): Target => ({
  port,
  agent: new Agent({ keepAlive: true, maxSockets: sockets }),
});

/** Sends one OTLP/protobuf body; throws unless it is acknowledged whole. */
export async function sendTraces({ port, agent }: Target, body: Buffer): Promise<void> {
  const answer = await new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const options = { host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', headers, agent };
    const post = request(options, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }));
      response.on('error', reject);
    });
    post.on('error', reject);
    post.end(body);
  });
  if (answer.status !== 200) throw new Error(`the door answered ${answer.status}: ${answer.body}`);
  // An empty message: no partial success, so all of it was taken.
  if (answer.body.length > 0) throw new Error('the door left something out');
}

/** Closed loop: `atOnce` requests under way until all are acknowledged. */
export async function sendAll(target: Target, bodies: readonly Buffer[], atOnce: number): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await sendTraces(target, body);
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
}
