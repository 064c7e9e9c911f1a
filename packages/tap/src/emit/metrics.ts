import type { Log } from '../run/log.ts';

const METRIC_EVERY_MS = 60_000;

export interface StreamMetrics {
  count(records: number): void;
  /** Writes the counter when a minute has passed since the last one. */
  tick(): void;
  finish(status: 'succeeded' | 'failed'): void;
}

/** Singer's METRIC lines of one stream: counters are increments since the last line, timers are seconds. */
export const streamMetrics = (stream: string, log: Log, now: () => number): StreamMetrics => {
  const startedMs = now();
  let writtenMs = startedMs;
  let records = 0;
  const writeCounter = (): void => {
    // `endpoint` is the tag of singer-python's own counter, `stream` that of the Meltano SDK's.
    const tags = { endpoint: stream, stream };
    log('info', 'METRIC', { stream, metric: { type: 'counter', metric: 'record_count', value: records, tags } });
    records = 0;
    writtenMs = now();
  };
  return {
    count(more) {
      records += more;
    },
    tick() {
      if (now() - writtenMs >= METRIC_EVERY_MS) writeCounter();
    },
    finish(status) {
      writeCounter();
      const value = (now() - startedMs) / 1000;
      log('info', 'METRIC', {
        stream,
        metric: { type: 'timer', metric: 'sync_duration', value, tags: { stream, status } },
      });
    },
  };
};
