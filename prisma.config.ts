import { defineConfig } from 'prisma/config';

/** Prisma keeps its tables and `_prisma_migrations` where the URL's `schema` says. */
function inPostriderSchema(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.searchParams.set('schema', 'postrider');
  return parsed.href;
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: inPostriderSchema(process.env['DATABASE_URL'] ?? '') },
});
