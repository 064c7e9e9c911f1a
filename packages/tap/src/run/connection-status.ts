import { traceErrorLine } from '../emit/airbyte-messages.ts';
import { ConfigError } from '../errors/config-error.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { tapErrorOf } from './errors.ts';

const statusLine = (status: 'SUCCEEDED' | 'FAILED', message: string): string =>
  JSON.stringify({ type: 'CONNECTION_STATUS', connectionStatus: { status, message } });

export const succeededLine = (message: string, redact: (text: string) => string): string =>
  statusLine('SUCCEEDED', redact(message));

/** What the user can mend is the status alone; an outage or a bug is traced too, before it. */
export const failedLines = (thrown: unknown, nowMs: number, redact: (text: string) => string): readonly string[] => {
  const error = tapErrorOf(thrown);
  const isUsers = error instanceof ConfigError || error instanceof CredentialsError || error instanceof UsageError;
  return [
    ...(isUsers ? [] : [traceErrorLine(error, null, nowMs, redact)]),
    statusLine('FAILED', redact(error.message)),
  ];
};
