import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'

const MEGABYTE = 1024 * 1024

/**
 * PostgreSQL's settings for this machine. Good for 2 cores and 24 GiB, and for a small board too.
 * @param socketDir the only way in: without TCP nobody on the network can even try
 * @param durable false only for tests: a crash of the machine may then destroy the data
 */
export function serverSettings(socketDir: string, durable: boolean): Record<string, string> {
  const memory = availableMemory() / MEGABYTE
  const sharedBuffers = Math.max(16, Math.min(1024, Math.floor(memory / 4)))
  return {
    listen_addresses: '',
    port: String(SOCKET_PORT),
    // A list, hence the quotes: the path may hold a comma or a space.
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: `${sharedBuffers}MB`,
    effective_cache_size: `${Math.max(sharedBuffers, Math.floor(memory / 2))}MB`,
    maintenance_work_mem: `${Math.max(16, Math.min(256, Math.floor(memory / 16)))}MB`,
    // Disks are solid by now; the default of 4 makes the planner shy of indexes.
    random_page_cost: '1.1',
    wal_compression: 'on',
    // Compiling a query costs more than it saves on queries as short as ours.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    // Containers often give 64 MB of /dev/shm, on which parallel queries fail.
    dynamic_shared_memory_type: isSharedMemorySmall() ? 'mmap' : 'posix',
    // After a crash: one call for the disk instead of one for each of a thousand files, three times
    // sooner back.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(durable ? {} : FAST_AND_FRAGILE),
  }
}

/** Every data folder has its own socket folder, so all may use the same number. */
export const SOCKET_PORT = 5432

const FAST_AND_FRAGILE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
}

function availableMemory(): number {
  // 0 or an absurdly large number when no limit is set for this group of processes.
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

function isSharedMemorySmall(): boolean {
  if (process.platform !== 'linux') return false
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize < 256 * MEGABYTE
  } catch {
    return true
  }
}
