// `npm start`: from a fresh clone to a running Postrider. Nothing is installed yet, and the Node that runs this
// may be too old for it, so this file keeps to old syntax and loads the rest once that is settled.
const [major, minor] = process.versions.node.split('.').map(Number);

async function main() {
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`postrider: Node ${process.versions.node} is too old (install Node 20.19 or newer)\n`);
    process.exitCode = 1;
    return;
  }
  const { runMain } = await import('./run.mjs');
  await runMain(async () => {
    const { build } = await import('./build.mjs');
    await build();
    // In this process and not in a child: signals arrive and the exit code passes without anybody relaying them.
    await import('../dist/apps/standalone/src/main.js');
  });
}

main();
