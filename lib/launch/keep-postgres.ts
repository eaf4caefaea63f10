// The embedded server, started again on its port when it ends by itself.
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';

export interface KeptPostgres {
  url: string;
  stop(): Promise<void>;
}

/** Starts the server for `dataDir` and keeps it running until `stop`. */
export async function keepPostgres(dataDir: string, say: (line: string) => void): Promise<KeptPostgres> {
  let isStopping = false;
  let current: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { url, port } = current;

  const watch = (server: EmbeddedPostgres): void => {
    void server.exited.then(async (reason) => {
      for (let pauseMs = 200; !isStopping; pauseMs = Math.min(pauseMs * 2, 10_000)) {
        say(`postgres ended: ${reason}; starting it again`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (isStopping) return;
        try {
          current = await startEmbeddedPostgres({ dataDir, port });
          return watch(current);
        } catch (error) {
          reason = (error as Error).message;
        }
      }
    });
  };
  watch(current);
  return {
    url,
    stop: async () => {
      isStopping = true;
      await current.stop();
    },
  };
}
