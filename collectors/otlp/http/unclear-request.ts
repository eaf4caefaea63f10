// Requests that another reader on the way could understand differently than Node does. Sources: RFC 9112 sections 2.3 and 3.2.
import type { IncomingMessage, ServerResponse } from 'node:http';

const refused = new WeakSet<object>();

/** Why a request is refused before anything else is looked at; null = it is clear. Pure. */
export function unclearness(request: Pick<IncomingMessage, 'httpVersion' | 'rawHeaders'>): string | null {
  if (!/^1\.[01]$/.test(request.httpVersion)) return 'only HTTP/1.0 and HTTP/1.1 are spoken here';
  const hosts = request.rawHeaders.filter((word, index) => index % 2 === 0 && word.toLowerCase() === 'host').length;
  if (hosts > 1) return 'more than one Host header';
  return hosts === 0 && request.httpVersion === '1.1' ? 'no Host header' : null;
}

/** Answers an unclear request with 400 and closes; what comes behind it on the same connection is never run. True = it was refused. */
export function refuseUnclear(request: IncomingMessage, response: ServerResponse): boolean {
  const { socket } = request;
  if (refused.has(socket)) {
    response.destroy();
    return true;
  }
  const fault = unclearness(request);
  if (fault === null) return false;
  refused.add(socket);
  response.writeHead(400, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${fault}\n`);
  request.resume();
  return true;
}
