import { loadConfig, readEnvironment, runRole } from '#config';
import { migrate } from '#persistence';

await runRole(async () => {
  const { database } = loadConfig(readEnvironment(), { embedded: false });
  const applied = await migrate(database.url);
  process.stdout.write(applied.length === 0 ? 'nothing to migrate\n' : `applied ${applied.join(', ')}\n`);
  process.exit(0);
});
