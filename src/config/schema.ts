import * as z from 'zod';
import { parseRfc3339 } from '@singer-io-ts/tap/shape/instant.ts';
import { parseBaseUrl } from './base-url.ts';
import { parseSubdomain } from './subdomain.ts';
import { vendorFacts, vendorNames, type VendorName } from './vendor-facts.ts';
import type { FieldName } from './words.ts';

const datePattern = '^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2}))?$';
export const excludePattern = '^[a-z][a-z0-9_]{0,62}(\\.[^\\r\\n]+)?$';
export const uuidPattern = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';
const streamPattern = /^[a-z][a-z0-9_]{0,62}$/;

const problem = (message: string) => ({ error: message });

/** Pasted credentials bring blanks and line ends along; inside they are mistakes, as are the dots of a masked display. */
const credential = z
  .string()
  .trim()
  // Letters of any language are sent as UTF-8; the dots and stars of a masked display are never a key.
  .regex(
    /^[^\p{Cc}\p{Cs}\u2022\u25cf]*$/u,
    problem('has a line end, a control character or the dots of a masked display'),
  )
  .regex(/^[^ ]*( [^ ]+)?$/, problem('has blanks inside'))
  .max(4096, problem('is longer than 4096 characters'));

const instant = z.string().transform((text, context) => {
  const parsed = new RegExp(datePattern).test(text)
    ? parseRfc3339(text.length === 10 ? `${text}T00:00:00Z` : text)
    : null;
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'is not a date and time' });
  return z.NEVER;
});

const isTimeZone = (name: string): boolean => {
  // Offsets pass for zones in newer releases of Node only.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const headerText = z.string().regex(/^[\x20-\x7e]+$/, problem('has a line end or a character outside ASCII'));

export const streamOption = z.object({
  stream: z.string().regex(streamPattern, problem('is not the name of a stream')),
  replication_key: z.string().optional(),
  primary_key: z.array(z.string().min(1, problem('is empty'))).optional(),
  start_date: instant.optional(),
  lookback_hours: z.number().min(0, problem('is less than 0')).max(87_600, problem('is greater than 87600')).optional(),
  verify: z.boolean().optional(),
  include_sensitive: z.boolean().optional(),
});

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);

const subdomainOf = (vendor: VendorName) =>
  z.string().transform((text, context) => {
    const { domain, apiPaths } = vendorFacts[vendor];
    const name = domain === null ? null : parseSubdomain(text, { domain, apiPaths });
    if (name !== null) return name;
    context.addIssue({ code: 'custom', message: "is not an account's name" });
    return z.NEVER;
  });

const baseUrlOf = (vendor: VendorName) =>
  z.string().transform((text, context) => {
    const parsed = parseBaseUrl(text, vendorFacts[vendor].apiPaths);
    if ('origin' in parsed) return `${parsed.origin}${parsed.path}`;
    context.addIssue({ code: 'custom', message: parsed.problem });
    return z.NEVER;
  });

const numberBetween = (schema: z.ZodNumber, least: number, greatest: number) =>
  schema
    .min(least, problem(`is less than ${String(least)}`))
    .max(greatest, problem(`is greater than ${String(greatest)}`));

const whole = (least: number, greatest: number) =>
  numberBetween(z.int(problem('is not a whole number')), least, greatest);

/**
 * One vendor's config: types, limits and defaults. What fields need each other is checked beside it; who reads which
 * field and what people are told about it stands in `words`.
 */
export const schemaOf = (vendor: VendorName) =>
  z.object({
    vendor: z.enum(vendorNames),
    subdomain: optional(subdomainOf(vendor)),
    username: optional(credential.regex(/^[^ :]*$/, problem('has a blank or a colon'))),
    key: credential.default(''),
    api_version: z.enum(['v2', 'v1']).default('v2'),
    region: z.enum(['eu', 'us']).default(vendorFacts[vendor].regions?.default ?? 'us'),
    academy_ids: z.array(z.string().regex(new RegExp(uuidPattern), problem('is not a uuid'))).default([]),
    timezone: z.string().refine(isTimeZone, problem('is not a known time zone')).default('UTC'),
    base_url: optional(baseUrlOf(vendor)),
    start_date: optional(instant),
    max_requests_per_second: optional(
      z.number().gt(0, problem('is not greater than 0')).max(1000, problem('is greater than 1000')),
    ),
    max_requests_per_hour: optional(whole(1, 10_000_000)),
    max_concurrency: optional(whole(1, 100)),
    max_wait_minutes: numberBetween(z.number(), 0, 10_080).default(60),
    request_timeout_seconds: z
      .number()
      .gt(0, problem('is not greater than 0'))
      .max(3600, problem('is greater than 3600'))
      .default(vendorFacts[vendor].requestTimeoutSeconds),
    max_retries: whole(0, 100).default(6),
    user_agent: optional(headerText.max(500, problem('is longer than 500 characters'))),
    exclude: z
      .array(z.string().regex(new RegExp(excludePattern), problem('is neither stream nor stream.field')))
      .default([]),
    stream_options: z.array(streamOption).default([]),
    enrollment_parent: z.enum(['courses', 'users']).default('courses'),
    weekly_request_floor: whole(0, 1_000_000_000).default(1000),
  } satisfies Record<FieldName, z.ZodType>);

/** How a field is written in an environment variable. */
export const kindOf = (name: FieldName): 'text' | 'number' | 'json' => {
  let schema: z.core.$ZodType = schemaOf('learnupon').shape[name];
  while (schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) schema = schema.unwrap();
  if (schema instanceof z.ZodNumber) return 'number';
  return schema instanceof z.ZodArray ? 'json' : 'text';
};
