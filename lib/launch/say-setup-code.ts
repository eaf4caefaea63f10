import { issueSetupCode } from '#lib/auth/setup-code.ts';
import { createPool } from '#lib/db/pool.ts';

/** Says the one-time code for the first admin, as long as there is none. */
export async function saySetupCode(databaseUrl: string, url: string, say: (line: string) => void): Promise<void> {
  const pool = createPool({ url: databaseUrl, max: 1 });
  try {
    const code = await issueSetupCode(pool);
    if (code) say(`Create the first admin at ${url}/setup with the one-time code ${code}`);
  } finally {
    await pool.end();
  }
}
