/** Settings that only a start without durability gets: a crash may lose or break the cluster. For tests. */
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * What the server runs with, for a small machine that it shares with the rest of Postrider. Given on the command
 * line, so that a release can change them under a cluster that an earlier one made.
 */
export function serverSettings(port: number, durable: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A socket's path may hold 107 bytes only, and data directories lie deeper than that.
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '128MB',
    // Nothing replicates from here, so the log need only survive a crash.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    log_checkpoints: 'off',
    // Statements that fail are reported to their client; repeating them here would copy payloads into a log file.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    ...(durable ? {} : careless),
  };
}

/** PATH and libraries aside, nothing of our environment is the server's business: it holds keys. */
export const serverEnvironment: NodeJS.ProcessEnv = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };
