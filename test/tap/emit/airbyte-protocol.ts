import { Ajv } from 'ajv';

/** The Airbyte protocol's messages, written by hand from its models; additional properties are allowed everywhere. */

const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const milliseconds = { type: 'integer', minimum: 1_000_000_000_000 };
const strings = { type: 'array', items: text };
const oneOf = (...values: string[]) => ({ enum: values });

const descriptor = object({ name: text, namespace: text }, ['name']);

const change = object(
  {
    field: text,
    change: oneOf('NULLED', 'TRUNCATED'),
    reason: oneOf(
      ...['SOURCE', 'DESTINATION', 'PLATFORM'].flatMap((place) =>
        ['RECORD_SIZE_LIMITATION', 'FIELD_SIZE_LIMITATION', 'SERIALIZATION_ERROR'].map(
          (reason) => `${place}_${reason}`,
        ),
      ),
      'SOURCE_RETRIEVAL_ERROR',
      'DESTINATION_TYPECAST_ERROR',
    ),
  },
  ['field', 'change', 'reason'],
);

const record = object(
  {
    stream: text,
    namespace: text,
    data: object({}),
    emitted_at: milliseconds,
    meta: object({ changes: { type: 'array', items: change, minItems: 1 } }),
  },
  ['stream', 'data', 'emitted_at'],
);

const state = object(
  {
    type: oneOf('STREAM'),
    stream: object({ stream_descriptor: descriptor, stream_state: object({}) }, ['stream_descriptor', 'stream_state']),
    sourceStats: object({ recordCount: { type: 'number', minimum: 0 } }, ['recordCount']),
  },
  ['type', 'stream', 'sourceStats'],
);

const log = object(
  { level: oneOf('FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'), message: text, stack_trace: text },
  ['level', 'message'],
);

const error = object(
  {
    message: { type: 'string', minLength: 1 },
    internal_message: text,
    stack_trace: text,
    failure_type: oneOf('system_error', 'config_error', 'transient_error'),
    stream_descriptor: descriptor,
  },
  ['message'],
);

const streamStatus = object(
  {
    stream_descriptor: descriptor,
    status: oneOf('STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE'),
    reasons: {
      type: 'array',
      items: object({ type: oneOf('RATE_LIMITED'), rate_limited: object({ quota_reset: { type: 'integer' } }) }, [
        'type',
      ]),
    },
  },
  ['stream_descriptor', 'status'],
);

const trace = {
  ...object(
    { type: oneOf('ERROR', 'STREAM_STATUS'), emitted_at: { type: 'number' }, error, stream_status: streamStatus },
    ['type', 'emitted_at'],
  ),
  oneOf: [
    { properties: { type: { const: 'ERROR' } }, required: ['error'] },
    { properties: { type: { const: 'STREAM_STATUS' } }, required: ['stream_status'] },
  ],
};

const spec = object(
  {
    connectionSpecification: object({}),
    documentationUrl: text,
    changelogUrl: text,
    protocol_version: text,
    supported_destination_sync_modes: strings,
  },
  ['connectionSpecification'],
);

const connectionStatus = object({ status: oneOf('SUCCEEDED', 'FAILED'), message: text }, ['status']);

const stream = object(
  {
    name: text,
    json_schema: object({ type: { const: 'object' }, properties: object({}) }, ['properties']),
    supported_sync_modes: {
      type: 'array',
      items: oneOf('full_refresh', 'incremental'),
      minItems: 1,
      uniqueItems: true,
    },
    source_defined_cursor: { type: 'boolean' },
    default_cursor_field: strings,
    source_defined_primary_key: { type: 'array', items: strings },
    namespace: text,
    is_resumable: { type: 'boolean' },
    is_file_based: { type: 'boolean' },
  },
  ['name', 'json_schema', 'supported_sync_modes'],
);

const control = object(
  {
    type: oneOf('CONNECTOR_CONFIG'),
    emitted_at: { type: 'number' },
    connectorConfig: object({ config: object({}) }, ['config']),
  },
  ['type', 'emitted_at'],
);

const bodies = {
  RECORD: { record },
  STATE: { state },
  LOG: { log },
  TRACE: { trace },
  SPEC: { spec },
  CONNECTION_STATUS: { connectionStatus },
  CATALOG: { catalog: object({ streams: { type: 'array', items: stream } }, ['streams']) },
  CONTROL: { control },
};

const message = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: Object.keys(bodies) } },
  // Only the field that belongs to the type is filled.
  oneOf: Object.entries(bodies).map(([type, body]) => ({
    properties: { type: { const: type }, ...body },
    required: Object.keys(body),
    not: {
      anyOf: Object.values(bodies)
        .flatMap((other) => Object.keys(other))
        .filter((name) => !(name in body))
        .map((name) => ({ required: [name] })),
    },
  })),
};

const validate = new Ajv({ allErrors: true, strict: false }).compile(message);

/** What is wrong with one line of output as an AirbyteMessage; empty when nothing is. */
export const airbyteProblems = (line: string): string[] => {
  if (line.includes('\n')) return ['more than one line'];
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return ['not JSON'];
  }
  const problems = validate(parsed)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message: text = '' }) => `${instancePath} ${text}`);
  const counts = [...line.matchAll(/"recordCount":([^,}]*)/g)].map(([, count = '']) => count);
  if ((parsed as { type?: unknown }).type === 'STATE' && !counts.every((count) => /^\d+\.\d+$/.test(count))) {
    problems.push('recordCount is written without a decimal point');
  }
  return problems;
};
