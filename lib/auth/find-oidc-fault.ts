import { discoveryUrl } from './oidc-settings.ts';

const patienceMs = 5_000;

/** What is wrong with the OpenID provider at `issuer`, in a sentence; null when it answers and calls itself exactly that. */
export async function findOidcFault(issuer: string): Promise<string | null> {
  const url = discoveryUrl(issuer);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    if (!answer.ok) return `${url} answers ${answer.status}`;
    const { issuer: name } = (await answer.json()) as { issuer?: unknown };
    return name === issuer ? null : `the provider calls itself ${name}, SIGNALBOX_OIDC_ISSUER says ${issuer}`;
  } catch (error) {
    return `${url} does not answer: ${(error as Error).message}`;
  }
}
