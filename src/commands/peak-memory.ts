import { existsSync, readFileSync } from 'node:fs';

/**
 * The most resident memory this process had at once, in bytes. What `getrusage` tells on Linux survives `execve`, and so
 * counts what the launching process held when it started this one: a big scheduler would pass for the connector. VmHWM
 * begins at the program's own start (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html). A machine may hide /proc.
 */
export const peakMemoryBytes = (): number => {
  const status = '/proc/self/status';
  const highWater = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return (highWater === undefined ? process.resourceUsage().maxRSS : Number(highWater)) * 1024;
};
