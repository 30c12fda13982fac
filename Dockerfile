# The bot, for pods at RunPod: without Python it can't be a pod itself. There is no build step; Node runs the sources.
FROM node:24-slim

# Before the sources, so that a change of those does not install the packages again.
WORKDIR /labelpod
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY LICENSE ./
COPY pod ./pod
COPY src ./src

# labelpod refuses a data folder that others may write to. Files that settings name are mounted on the other one.
RUN install --directory files && install --directory --owner=node --group=node --mode=700 /data
USER node
ENV NODE_ENV=production LABELPOD_HOME=/data LABELPOD_LOG=stderr
VOLUME /data

# The option as in bin/bot-node.cjs.
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
