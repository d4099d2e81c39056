// `npm run test:faults`: installs and builds what is missing, then breaks the real processes under load.
import { build } from './build.mjs';
import { runMain } from './run.mjs';

await runMain(async () => {
  await build();
  const { runFaults } = await import('../dist/test/faults/runner/main.js');
  return runFaults(process.argv.slice(2));
});
