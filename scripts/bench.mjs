// `npm run bench -- <scenario>`: installs and builds what is missing, then measures the real processes.
import { build } from './build.mjs';
import { runMain } from './run.mjs';

await runMain(async () => {
  await build();
  const { runBench } = await import('../dist/bench/src/main.js');
  return runBench(process.argv.slice(2));
});
