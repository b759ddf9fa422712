import { openInstallation } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

export const outbox: Command = {
  summary: 'print the messages that no gateway takes',
  help: `
Usage: nhip outbox

SMS and e-mails, sign-in codes among them, that are kept here because no NHIP_SMS_GATEWAY or
NHIP_MAIL_GATEWAY was set when they were written: the newest 100, the newest first. That they were
read is told to the audit log.`,
  async run(args) {
    parseOptions({ args, options: {} })
    const { app, close } = await openInstallation()
    try {
      await tellCommand(app.database, 'outbox')
      const messages = await app.messages.listKept()
      for (const { at, channel, recipient, text } of messages) {
        process.stdout.write(`${at.toISOString()}  ${channel}  ${recipient}\n  ${text}\n`)
      }
      if (messages.length === 0) process.stdout.write('No messages are kept here.\n')
      return 0
    } finally {
      await close()
    }
  },
}
