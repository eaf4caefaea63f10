import * as z from 'zod';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The token goes with every request: never in the clear, but to this machine itself. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

export const gitHubConfigSchema = z.strictObject({
  /** Of GitHub Enterprise Server: `https://github.example.com/api/v3`. */
  url: z.string().refine(isSafe, 'must begin with https://').default('https://api.github.com'),
  /** Fine-grained, with Actions: read and Contents: read. */
  token: z.string().min(1, 'a fine-grained token with Actions: read and Contents: read'),
  repositories: z
    .array(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name, such as octo-org/octo-repo'))
    .min(1, 'name at least one, as owner/name')
    .max(50),
  /** As given to GitHub; null = nothing is pushed. */
  webhookSecret: z.string().min(16, 'must have at least 16 characters').nullable().default(null),
});
export type GitHubConfig = z.infer<typeof gitHubConfigSchema>;
