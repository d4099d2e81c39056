import { stopServers } from './servers.js';

export default async function globalTeardown(): Promise<void> {
  await stopServers();
}
