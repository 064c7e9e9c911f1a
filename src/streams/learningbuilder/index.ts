import { defineVendor } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { check } from './check.ts';
import { connect } from './connection.ts';
import { ONE_ROW, textOf } from './position.ts';
import { discoverStreams, wellKnownStreams } from './services.ts';

export const learningbuilder = defineVendor<Config>({
  name: 'learningbuilder',
  title: 'LearningBuilder',
  documentation: 'https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/419168273',
  connect,
  check,
  streams: wellKnownStreams,
  discover: async (read, config) => ({ streams: await discoverStreams(read, config), complete: true }),
  probeAt: textOf(ONE_ROW),
});
