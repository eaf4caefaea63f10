# One image for every process; docker-compose.yml says which command each service runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# Only its path counts, and only where Signalbox lies below one.
ARG SIGNALBOX_URL=
RUN NEXT_TELEMETRY_DISABLED=1 node node_modules/next/dist/bin/next build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf .next/cache

FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 SIGNALBOX_HOST=0.0.0.0
WORKDIR /app
COPY --from=build --chown=node:node /app ./
# A volume that is mounted here is the node user's: the door keeps its spool in it.
RUN mkdir -p /var/lib/signalbox && chown node:node /var/lib/signalbox
USER node
EXPOSE 3000 4317 4318
CMD ["node", "node_modules/next/dist/bin/next", "start", "-H", "0.0.0.0", "-p", "3000"]
