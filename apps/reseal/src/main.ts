import { StartError, loadConfig, readEnvironment, runRole } from '#config';
import { openDatabase, reseal, type ResealResult } from '#persistence';
import { parseMasterKeys } from '#signing';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function tell({ secrets, answers, left }: ResealResult): void {
  say(`sealed anew: ${secrets} secrets, ${answers} answers`);
  for (const { keyId, secrets: count } of left) say(`under master key ${keyId}: ${count} secrets`);
}

await runRole(async () => {
  const config = loadConfig(readEnvironment(), { embedded: false });
  const masterKeys = parseMasterKeys(config.masterKeys);
  const database = openDatabase({ ...config.database, poolSize: 2, applicationName: 'postrider-reseal' });
  const result = await reseal(database, masterKeys, ({ kind, resealed }) => {
    say(`${resealed} ${kind}`);
  });
  await database.close();
  tell(result);
  if (result.unopened > 0) {
    throw new StartError(
      `${result.unopened} sealed texts do not open under the keys that are given`,
      'add the keys named above to POSTRIDER_MASTER_KEY; see docs/secrets.md',
    );
  }
  process.exit(0);
});
