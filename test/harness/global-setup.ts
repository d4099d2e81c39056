import { startServers } from './servers.js';

export default async function globalSetup(): Promise<void> {
  await startServers();
}
