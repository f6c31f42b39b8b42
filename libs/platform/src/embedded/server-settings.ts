export type ServerSettings = Readonly<Record<string, string | number>>;

/**
 * Given on the command line at every start, so that they hold whatever the cluster's own files say.
 * Durability is spelled out: an answered purchase must survive a power cut.
 */
export const defaultSettings: ServerSettings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  listen_addresses: '127.0.0.1',
  // None: a socket's path has a limit of about 100 characters, and a data folder may lie deeper.
  unix_socket_directories: '',
  max_connections: 200, // six services with pools of up to 20, the queue, and people

  shared_buffers: '256MB',
  max_wal_size: '2GB', // fewer checkpoints, and so fewer full page images, while purchases pour in
  checkpoint_timeout: '15min',
  wal_compression: 'off', // only pglz is built in; it costs more CPU than the bytes it saves on two cores
  random_page_cost: 1.1,
  jit: 'off', // short statements: compiling them takes longer than running them

  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_line_prefix: '%m %q%u ',
  // A failing statement may carry personal data; the services log what failed without it.
  log_min_error_statement: 'panic',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
};
