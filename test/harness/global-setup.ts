import { startServers, stopServers } from './servers.js';

export default async function globalSetup(): Promise<void> {
  try {
    await startServers();
  } catch (error) {
    // jest runs no teardown after a setup that failed.
    await stopServers();
    throw error;
  }
}
