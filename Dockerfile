# One image for every service; the command chooses which.
FROM node:24-slim AS build
WORKDIR /keepsake
COPY package.json package-lock.json .npmrc ./
# No install scripts: they would fetch what only a developer's machine needs (a Node of its own, a PostgreSQL server).
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY scripts scripts
COPY libs libs
COPY apps apps
RUN node scripts/build.mjs
# Optional packages are the embedded PostgreSQL and native speed-ups, none of which a container uses.
RUN npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /keepsake
COPY --from=build /keepsake/package.json ./
COPY --from=build /keepsake/node_modules node_modules
COPY --from=build /keepsake/dist dist
# The volume of the points service begins with its owner.
RUN mkdir /var/lib/keepsake && chown node:node /var/lib/keepsake
USER node
EXPOSE 3000
CMD ["node", "dist/apps/gateway/src/main.js"]
