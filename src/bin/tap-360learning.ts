#!/usr/bin/env node
import { start } from './start.ts';

await start('360learning', 'tap-360learning');
