import type { Output } from '@singer-io-ts/tap/emit/output.ts';

export interface ProgressOptions {
  /** A terminal: lines are drawn over. */
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** Requests made so far. */
  readonly requests: () => number;
  readonly now: () => number;
  readonly redrawMs?: number;
}

const usualRedrawMs = 250;
const eraseLine = '\r\u001B[2K';

const seconds = (ms: number): string => `${String(Math.max(0, Math.round(ms / 1000)))} s`;
const count = (value: number): string => value.toLocaleString('en-US');
const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** One line on standard error that says how far a run is, how fast it goes and what it waits for. */
export const withProgress = (output: Output, options: ProgressOptions): { output: Output; end: () => void } => {
  const { write, columns, requests, now, redrawMs = usualRedrawMs } = options;
  const startedMs = now();
  const reading = new Map<string, number>();
  let selected = 0;
  let finished = 0;
  let rows = 0;
  let waitingUntilMs = 0;

  const text = (): string => {
    const elapsedMs = Math.max(1, now() - startedMs);
    const parts = [
      `${count(rows)} rows`,
      `${count(Math.round((rows * 1000) / elapsedMs))}/s`,
      `${count(requests())} requests`,
      `${String(finished)} of ${String(selected)} streams`,
      ...(waitingUntilMs > now() ? [`waiting for quota, ${seconds(waitingUntilMs - now())} more`] : []),
      [...reading].map(([name, own]) => `${name} ${count(own)}`).join(', '),
    ];
    return parts.filter((part) => part !== '').join(' · ');
  };
  const draw = (): void => {
    write(`${eraseLine}${cut(text(), Math.max(20, columns() - 1))}`);
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();

  const watched: Output = {
    ...output,
    async begin(streams, input) {
      selected = streams.length;
      await output.begin(streams, input);
    },
    async startStream(stream) {
      reading.set(stream.stream.name, 0);
      await output.startStream(stream);
    },
    async writeRows(stream, page) {
      const written = await output.writeRows(stream, page);
      rows += written;
      reading.set(stream.stream.name, (reading.get(stream.stream.name) ?? 0) + written);
      return written;
    },
    async waiting(stream, untilMs) {
      waitingUntilMs = Math.max(waitingUntilMs, untilMs);
      await output.waiting(stream, untilMs);
    },
    async finishStream(stream, outcome) {
      reading.delete(stream.stream.name);
      finished += 1;
      await output.finishStream(stream, outcome);
    },
  };
  const end = (): void => {
    clearInterval(timer);
    write(eraseLine);
  };
  return { output: watched, end };
};
