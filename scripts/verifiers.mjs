// `npm run test:verifiers`: has what we sign verified by the libraries that receivers use in other languages. They are
// installed when they are missing. A language that is not on the machine is skipped; with --strict that is a failure.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from './build.mjs';
import { pythonEnvironment, pythonVersion } from './python.mjs';
import { root, runMain, StepFailed } from './run.mjs';

const verifiers = join(root, 'test/verifiers');

/** A language says its version, or nothing if it is not here, and turns a file of requests into a command. */
const languages = {
  python: {
    version: pythonVersion,
    async command(requests) {
      const programs = await pythonEnvironment('verifiers', join(verifiers, 'python/requirements.txt'));
      return [join(programs, 'python'), [join(verifiers, 'python/verify.py'), requests]];
    },
  },
  go: {
    version: () => versionOf('go', 'version'),
    command: (requests) => ['go', ['run', '-C', join(verifiers, 'go'), '.', requests]],
  },
};

function versionOf(file, argument) {
  const { status, stdout } = spawnSync(file, [argument], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** What each library of the language says, a line of JSON each: `{ library, accepted: [true, false, …] }`. */
async function verdictsOf(language, [file, args]) {
  try {
    const { stdout } = await promisify(execFile)(file, args);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch (error) {
    process.stderr.write(error.stderr ?? '');
    throw new StepFailed(`the verifier in ${language} failed: ${error.message.split('\n')[0]}`);
  }
}

/** Prints what a library said; false if it took what it had to refuse, or the other way round. */
function report(language, { library, accepted }, requests) {
  const wrong = requests.filter(({ isGenuine }, at) => accepted[at] !== isGenuine);
  const taken = accepted.filter(Boolean).length;
  console.log(`${language} ${library}: ${taken} accepted, ${accepted.length - taken} refused`);
  for (const { name, isGenuine } of wrong) console.log(`  wrongly ${isGenuine ? 'refused' : 'accepted'}: ${name}`);
  return wrong.length === 0 && accepted.length === requests.length;
}

async function verifyAll(requests, file, strict) {
  let isRight = true;
  for (const [language, { version, command }] of Object.entries(languages)) {
    const found = version();
    if (found === undefined) {
      console.log(`${language}: not on this machine, skipped`);
      isRight &&= !strict;
      continue;
    }
    for (const verdict of await verdictsOf(language, await command(file))) {
      isRight = report(language, verdict, requests) && isRight;
    }
  }
  return isRight;
}

await runMain(async () => {
  const { strict } = parseArgs({ options: { strict: { type: 'boolean', default: false } } }).values;
  await build();
  const { signedRequests } = await import('../test/verifiers/requests.mjs');
  const directory = await mkdtemp(join(tmpdir(), 'postrider-verifiers-'));
  try {
    const requests = signedRequests();
    const file = join(directory, 'requests.json');
    // What is expected stays here: a verifier knows no more than a receiver does.
    await writeFile(file, JSON.stringify(requests.map(({ secret, headers, body }) => ({ secret, headers, body }))));
    return (await verifyAll(requests, file, strict)) ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true });
  }
});
