import { join } from 'node:path';
import type { Measured } from '../measure.js';
import type { Profile, ProcessProfile } from '../result.js';
import type { Stand } from '../stand.js';
import { readSelfTimes } from './cpu-profile.js';
import { readRedisCommands, resetRedisCommands } from './redis-commands.js';
import { readStatementStatistics, resetStatementStatistics } from './statements.js';

const shownFunctions = 30;
const shownPackages = 20;
const shownStatements = 12;
const shownCommands = 12;

/** From here on the servers count for the profile. */
export async function beginProfile({ database, redisUrl }: Stand): Promise<void> {
  await resetStatementStatistics(database);
  if (redisUrl !== undefined) await resetRedisCommands(redisUrl);
}

/** Ends the platform, which writes its profiles, and sums up what they hold of the measured part. */
export async function endProfile(stand: Stand, directory: string, measured: Measured): Promise<Profile> {
  const { database, redisUrl } = stand;
  const statements = await readStatementStatistics(database, shownStatements);
  const redisCommands = redisUrl === undefined ? [] : await readRedisCommands(redisUrl, shownCommands);
  await stand.stopPlatform();
  const processes = await Promise.all(stand.platform.map((process) => profileProcess(process, directory, measured)));
  return { directory, processes, statements, redisCommands };
}

async function profileProcess(process: string, directory: string, measured: Measured): Promise<ProcessProfile> {
  const file = join(directory, `${process}.cpuprofile`);
  const { functions, packages } = await readSelfTimes(file, measured.startedAtMs, measured.settledAtMs);
  return {
    process,
    busyMs: functions.reduce((sum, { selfMs }) => sum + selfMs, 0),
    packages: packages.slice(0, shownPackages),
    functions: functions.slice(0, shownFunctions),
  };
}
