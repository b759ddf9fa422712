#!/usr/bin/env node
import { launch } from './runtime.js'

launch(process.argv.slice(2), { ipc: false })
