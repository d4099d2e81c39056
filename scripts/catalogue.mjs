// `npm run catalogue` writes docs/event-catalogue.md. `npm run catalogue -- openapi gridio` and `-- asyncapi gridio`
// print what a contract sends as a document for tools.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { build } from './build.mjs';
import { root, runMain, say, StepFailed } from './run.mjs';

const page = join(root, 'docs/event-catalogue.md');

async function writePage({ cataloguePage, contracts }) {
  const text = await format(cataloguePage(Object.values(contracts)), { parser: 'markdown', printWidth: 120 });
  await writeFile(page, text);
  say(`wrote ${page}`);
}

function printDocument({ openApiOf, asyncApiOf, contractOf }, kind, name = '') {
  const toDocument = { openapi: openApiOf, asyncapi: asyncApiOf }[kind];
  const contract = contractOf(name);
  if (!toDocument || !contract) throw new StepFailed(`catalogue: no such document: ${kind} ${name}`);
  process.stdout.write(`${JSON.stringify(toDocument(contract), null, 2)}\n`);
}

await runMain(async () => {
  await build();
  const events = await import('../dist/libs/events/src/index.js');
  const [kind, name] = process.argv.slice(2);
  return kind === undefined ? writePage(events) : printDocument(events, kind, name);
});
