import type { LineWriter } from '@singer-io-ts/tap/emit/output.ts';
import type { Log } from '@singer-io-ts/tap/run/log.ts';
import type { Redactor } from '@singer-io-ts/tap/run/redact.ts';
import type { VendorName } from '../config/vendor-facts.ts';

/** What a command may know of the process; only the command line's entry knows more. */
export interface Context {
  /** The vendor of a binary of its own or of TAP_LMS_VENDOR. */
  readonly fixedVendor: VendorName | null;
  /** Name of the binary. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readStdin: () => Promise<string>;
  /** Standard output. */
  readonly writer: LineWriter;
  /** Standard error, redacted. */
  readonly writeError: (text: string) => void;
  readonly redactor: Redactor;
  readonly log: Log;
  /** The last line of a failure, on standard error: what happened and what to do. */
  readonly critical: (message: string) => void;
  /** The run's report, one JSON line on standard error whatever the log level. */
  readonly report: (line: string) => void;
  /** Tables instead of messages. */
  readonly forPeople: boolean;
  /** How wide they may be, in characters. */
  readonly columns: () => number;
  /** Standard error where progress may be drawn; null: nobody watches. */
  readonly terminal: { readonly write: (text: string) => void; readonly columns: () => number } | null;
  /** Ends the command; its reason says why. */
  readonly signal: AbortSignal;
}

/** Text for people: lines through the same writer as messages, so that nothing overtakes. */
export const printText = async ({ writer }: Context, text: string): Promise<void> => {
  await writer.write(text.replace(/\n+$/, ''));
  await writer.flush();
};
