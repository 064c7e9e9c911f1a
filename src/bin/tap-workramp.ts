#!/usr/bin/env node
import { start } from './start.ts';

await start('workramp', 'tap-workramp');
