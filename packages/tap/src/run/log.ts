import type { LogLevel } from '../emit/output.ts';

/** The run's log: stderr text or JSON for Singer and people, LOG messages for Airbyte. Redacted by whoever implements it. */
export interface Log {
  (level: LogLevel, message: string, extra?: LogExtra): void;
}

export interface LogExtra {
  readonly stream?: string;
  /** What the message is about; structured logs show its causes. */
  readonly error?: Error;
  /** For programs: structured logs carry it, text logs leave it out. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metric?: {
    readonly type: 'counter' | 'timer';
    readonly metric: string;
    readonly value: number;
    readonly tags: Readonly<Record<string, string | number | null>>;
  };
}
