// `npm start`: from a fresh clone to a running Postrider. Nothing is installed yet, and the Node that runs this
// may be too old for it, so this file keeps to old syntax and loads the rest once that is settled.
const [major, minor] = process.versions.node.split('.').map(Number);

/**
 * npm passes SIGINT and SIGTERM on to us; whatever else ends it leaves us running with a terminal and a database
 * that nobody knows of. Being without our npm counts as being asked to stop.
 */
function stopWithoutNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

async function main() {
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`postrider: Node ${process.versions.node} is too old (install Node 20.19 or newer)\n`);
    process.exitCode = 1;
    return;
  }
  stopWithoutNpm();
  const { runMain } = await import('./run.mjs');
  await runMain(async () => {
    const { build } = await import('./build.mjs');
    await build();
    // In this process and not in a child: signals arrive and the exit code passes without anybody relaying them.
    await import('../dist/apps/standalone/src/main.js');
  });
}

main();
