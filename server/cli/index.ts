import { audit } from './audit.ts'
import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { importPack } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { outbox } from './outbox.ts'
import { restore } from './restore.ts'
import { serve } from './serve.ts'
import { simulator } from './simulator.ts'
import { staff } from './staff.ts'
import { vault } from './vault.ts'
import { worker } from './worker.ts'

/** Every command by its name. */
export const commands = {
  serve,
  worker,
  migrate: migrateCommand,
  import: importPack,
  staff,
  demo,
  vault,
  audit,
  backup,
  restore,
  outbox,
  simulator,
  doctor,
} satisfies Record<string, Command>
