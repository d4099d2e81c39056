// `npm run demo`: installs and builds what is missing, then lets five products emit to receivers that verify, fail,
// stall and recover.
import { build } from './build.mjs';
import { runMain } from './run.mjs';

await runMain(async () => {
  await build();
  const { runDemo } = await import('../dist/apps/demo/src/main.js');
  return runDemo(process.argv.slice(2));
});
