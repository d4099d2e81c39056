import type { FastifyInstance } from 'fastify';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** What the page is made of, from the package `swagger-ui-dist`. */
const assets = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Postrider API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/initialize.js"></script>
  </body>
</html>
`;

const initialize = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
});
`;

/** The page asks for keys: it runs what is served with it and calls the API it came from; nothing else. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Serves Swagger UI over /openapi.json at /docs: the three files that it needs, where SwaggerModule would serve the
 * whole package, its example pages included, through one more plugin.
 */
export function serveDocsPage(fastify: FastifyInstance): void {
  fastify.get('/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', contentSecurityPolicy).send(page),
  );
  fastify.get('/docs/initialize.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(initialize),
  );
  // Where people look first. Relative, because a proxy may serve all of this below a path of its own.
  fastify.get('/', (_request, reply) => reply.redirect('docs'));
  fastify.get('/docs/', (_request, reply) => reply.redirect('../docs'));
  for (const [name, type] of Object.entries(assets)) {
    fastify.get(`/docs/${name}`, async (_request, reply) => {
      const content = await readFile(resolve(`swagger-ui-dist/${name}`));
      return reply.type(type).header('cache-control', 'public, max-age=86400').send(content);
    });
  }
}
