import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { LosslessNumber } from 'lossless-json';
import { instant, type InstantForm } from '../../../packages/tap/src/define/fields.ts';
import {
  addHours,
  compareInstants,
  instantFromMs,
  parseInstant,
  parseRfc3339,
} from '../../../packages/tap/src/shape/instant.ts';
import { compileReplication } from '../../../packages/tap/src/shape/replication.ts';
import { zoneOf } from '../../../packages/tap/src/shape/zone.ts';

const iso = (text: unknown, timezone = 'UTC') => parseInstant(text, 'iso', timezone);

describe('text with an offset', () => {
  test.each([
    ['2025-03-04T09:15:00Z', '2025-03-04T09:15:00Z'],
    ['2025-03-04T09:15:00.5Z', '2025-03-04T09:15:00.5Z'],
    ['2025-03-04T09:15:00.123456Z', '2025-03-04T09:15:00.123456Z'],
    ['2025-03-04T09:15:00.1234569Z', '2025-03-04T09:15:00.123456Z'],
    ['2025-03-04T09:15:00.000000001Z', '2025-03-04T09:15:00.000000Z'],
    ['2025-03-04T09:15:00,25Z', '2025-03-04T09:15:00.25Z'],
    ['2025-03-04t09:15:00z', '2025-03-04T09:15:00Z'],
    ['2025-03-04 09:15:00Z', '2025-03-04T09:15:00Z'],
    ['2025-03-04T09:15Z', '2025-03-04T09:15:00Z'],
    ['2025-03-04T09:15:00+02:00', '2025-03-04T07:15:00Z'],
    ['2025-03-04T09:15:00+0200', '2025-03-04T07:15:00Z'],
    ['2025-03-04T09:15:00+02', '2025-03-04T07:15:00Z'],
    ['2025-03-04T09:15:00-02:30', '2025-03-04T11:45:00Z'],
    ['2025-03-04T09:15:00-00:00', '2025-03-04T09:15:00Z'],
    ['2025-03-04T09:15:00.75 +0530', '2025-03-04T03:45:00.75Z'],
    ['2025-06-17 18:29:56 UTC', '2025-06-17T18:29:56Z'],
    ['2025-06-17 18:29:56 GMT', '2025-06-17T18:29:56Z'],
    ['2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00Z'],
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
    ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00Z'],
    ['0050-06-01T12:00:00Z', '0050-06-01T12:00:00Z'],
    ['0050-06-01T12:00:00+01:00', '0050-06-01T11:00:00Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    ['  2025-03-04T09:15:00Z\n', '2025-03-04T09:15:00Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(iso(text, 'Asia/Tokyo')).toBe(expected);
  });

  test('reads a leap second as the second before', () => {
    expect(iso('2016-12-31T23:59:60Z')).toBe('2016-12-31T23:59:59Z');
    expect(iso('2016-12-31T23:59:60.5Z')).toBe('2016-12-31T23:59:59.5Z');
  });
});

describe('text without an offset', () => {
  test.each([
    ['2025-01-15 10:00:00', 'UTC', '2025-01-15T10:00:00Z'],
    ['2025-01-15T10:00:00.1234567', 'UTC', '2025-01-15T10:00:00.123456Z'],
    ['2025-01-15 10:00:00', 'Europe/Paris', '2025-01-15T09:00:00Z'],
    ['2025-07-15 10:00:00', 'Europe/Paris', '2025-07-15T08:00:00Z'],
    ['2025-07-15 01:00:00.25', 'Europe/Paris', '2025-07-14T23:00:00.25Z'],
    ['2025-01-15', 'America/New_York', '2025-01-15T05:00:00Z'],
    ['2025-01-15', 'UTC', '2025-01-15T00:00:00Z'],
    ['2025-01-15 10:00', 'Asia/Kathmandu', '2025-01-15T04:15:00Z'],
    ['2025-01-15 10:00:00', 'Pacific/Kiritimati', '2025-01-14T20:00:00Z'],
    ['2025-01-15 10:00:00', 'Pacific/Pago_Pago', '2025-01-15T21:00:00Z'],
  ])('reads %s in %s as %s', (text, timezone, expected) => {
    expect(iso(text, timezone)).toBe(expected);
  });

  test.each([
    ['Europe/Paris', '2025-03-30 01:59:59', '2025-03-30T00:59:59Z'],
    ['Europe/Paris', '2025-03-30 03:00:00', '2025-03-30T01:00:00Z'],
    ['America/New_York', '2025-03-09 01:59:59', '2025-03-09T06:59:59Z'],
    ['America/New_York', '2025-03-09 03:00:00', '2025-03-09T07:00:00Z'],
    ['Australia/Lord_Howe', '2025-10-05 02:30:00', '2025-10-04T15:30:00Z'],
  ])('is exact right beside a gap in %s: %s', (timezone, text, expected) => {
    expect(iso(text, timezone)).toBe(expected);
  });

  test.each([
    ['Europe/Paris', '2025-03-30 02:30:00', '2025-03-30T01:30:00Z'],
    ['America/New_York', '2025-03-09 02:00:00', '2025-03-09T07:00:00Z'],
    ['Australia/Lord_Howe', '2025-10-05 02:15:00', '2025-10-04T15:45:00Z'],
    // A whole day that Samoa skipped when it changed sides of the date line.
    ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-30T22:00:00Z'],
  ])('moves a time that clocks skip forward by the gap: %s %s', (timezone, text, expected) => {
    expect(iso(text, timezone)).toBe(expected);
  });

  test.each([
    ['Europe/Paris', '2025-10-26 02:30:00', '2025-10-26T00:30:00Z'],
    ['America/New_York', '2025-11-02 01:00:00', '2025-11-02T05:00:00Z'],
    ['Australia/Lord_Howe', '2025-04-06 01:45:00', '2025-04-05T14:45:00Z'],
  ])('takes the first of a time that clocks show twice: %s %s', (timezone, text, expected) => {
    expect(iso(text, timezone)).toBe(expected);
  });

  test('refuses a time zone that does not exist', () => {
    expect(() => zoneOf('Mars/Olympus')).toThrow(RangeError);
  });

  test.each([
    'Europe/Paris',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Tehran',
    'Pacific/Apia',
  ])('shows, in %s, the wall clock that was read', (timezone) => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1971-01-01'), max: new Date('2037-12-31'), noInvalidDate: true }),
        (date) => {
          const wall = format.format(date);
          const parsed = iso(wall, timezone);
          expect(format.format(Date.parse(parsed ?? ''))).toBe(wall);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what is not set', () => {
  test.each([
    [null],
    [undefined],
    [''],
    ['  '],
    ['0000-00-00'],
    ['0000-00-00 00:00:00'],
    ['0000-00-00T00:00:00Z'],
    ['0001-01-01'],
    ['0001-01-01T00:00:00'],
    ['0001-01-01T00:00:00Z'],
    ['0001-01-01T00:00:00.0000000-05:00'],
    [0],
    ['0'],
    ['0.0'],
    ['/Date(-62135596800000)/'],
  ])('%p is null in every form', (value) => {
    for (const form of ['iso', 'epoch-seconds', 'epoch-milliseconds', 'odata'] satisfies InstantForm[]) {
      expect(parseInstant(value, form, 'Europe/Paris')).toBeNull();
    }
  });

  test('the first second after the zero date is a time', () => {
    expect(iso('0001-01-01T00:00:01Z')).toBe('0001-01-01T00:00:01Z');
    expect(iso('0001-01-01T00:00:00.000001Z')).toBe('0001-01-01T00:00:00.000001Z');
  });
});

describe('what is no instant', () => {
  test.each([
    ['2025-02-30T00:00:00Z'],
    ['2025-02-29'],
    ['1900-02-29'],
    ['2025-04-31'],
    ['2025-13-01'],
    ['2025-00-10'],
    ['2025-01-00'],
    ['2025-01-32'],
    ['2025-01-01T24:00:00Z'],
    ['2025-01-01T25:00:00Z'],
    ['2025-01-01T10:60:00Z'],
    ['2025-01-01T10:00:61Z'],
    ['2025-01-01T10:00:00.Z'],
    ['2025-01-01T10Z'],
    ['2025-01-01T10:00:00+24:00'],
    ['2025-01-01T10:00:00+02:60'],
    ['2025-01-01T10:00:00+2'],
    ['2025-01-01T10:00:00+02:000'],
    ['2025-01-01T10:00:00ZZ'],
    ['2025-01-01T10:00:00 CEST'],
    ['2025-01-01X10:00:00'],
    ['2025-1-1'],
    ['2025/01/01'],
    ['01/02/2025'],
    ['20250101'],
    ['20250101T100000Z'],
    ['2025'],
    ['yesterday'],
    ['0000-01-01T00:00:00Z'],
    ['-2025-01-01'],
    ['10000-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59-05:00'],
    ['0001-01-01T01:00:00+05:00'],
    ['NaN'],
    [NaN],
    [Infinity],
    [1e21],
    [2025],
    [20250101],
    [true],
    [{}],
    [[]],
    ['/Date(abc)/'],
    ['/Date(253402300800000)/'],
  ])('%p is refused', (value) => {
    expect(iso(value)).toBeUndefined();
  });

  test.each([[253402300800000], ['-62135596800001'], ['1e12'], ['12abc'], [1e-7]])(
    'the epoch %p is refused',
    (value) => {
      expect(parseInstant(value, 'epoch-milliseconds', 'UTC')).toBeUndefined();
    },
  );
});

describe('epochs', () => {
  test.each<[unknown, InstantForm, string]>([
    [1741385699378, 'epoch-milliseconds', '2025-03-07T22:14:59.378Z'],
    [1741385699000, 'epoch-milliseconds', '2025-03-07T22:14:59.000Z'],
    ['1741385699378', 'epoch-milliseconds', '2025-03-07T22:14:59.378Z'],
    [1741385699378.251, 'epoch-milliseconds', '2025-03-07T22:14:59.378251Z'],
    [1741385699378.25, 'epoch-milliseconds', '2025-03-07T22:14:59.37825Z'],
    ['1741385699378.2519', 'epoch-milliseconds', '2025-03-07T22:14:59.378251Z'],
    [new LosslessNumber('1741385699378.25199999'), 'epoch-milliseconds', '2025-03-07T22:14:59.378251Z'],
    [-1, 'epoch-milliseconds', '1969-12-31T23:59:59.999Z'],
    [-1000, 'epoch-milliseconds', '1969-12-31T23:59:59.000Z'],
    ['-1.25', 'epoch-milliseconds', '1969-12-31T23:59:59.99875Z'],
    [1741385699, 'epoch-seconds', '2025-03-07T22:14:59Z'],
    ['1763712000', 'epoch-seconds', '2025-11-21T08:00:00Z'],
    [1741385699.37, 'epoch-seconds', '2025-03-07T22:14:59.37Z'],
    ['1741385699.1234567', 'epoch-seconds', '2025-03-07T22:14:59.123456Z'],
    ['+5', 'epoch-seconds', '1970-01-01T00:00:05Z'],
    [-1.5, 'epoch-seconds', '1969-12-31T23:59:58.5Z'],
    ['-0.25', 'epoch-seconds', '1969-12-31T23:59:59.75Z'],
    ['-1.000', 'epoch-seconds', '1969-12-31T23:59:59.000Z'],
  ])('%p as %s is %s', (value, form, expected) => {
    expect(parseInstant(value, form, 'Asia/Tokyo')).toBe(expected);
  });

  test.each<[unknown, InstantForm, string]>([
    // Vendors mix encodings within one field, two units among them: a number's size says which.
    [1741385699, 'epoch-milliseconds', '2025-03-07T22:14:59Z'],
    [1741385699.37, 'epoch-milliseconds', '2025-03-07T22:14:59.37Z'],
    [1741385699378, 'epoch-seconds', '2025-03-07T22:14:59.378Z'],
    ['2025-06-17 18:29:56 UTC', 'epoch-milliseconds', '2025-06-17T18:29:56Z'],
    ['2026-01-11T14:00:00.554Z', 'epoch-seconds', '2026-01-11T14:00:00.554Z'],
    // Seconds in text form where others send a date-time.
    ['1763712000', 'iso', '2025-11-21T08:00:00Z'],
    [1763712000123, 'iso', '2025-11-21T08:00:00.123Z'],
  ])('%p in a field of form %s can only be %s', (value, form, expected) => {
    expect(parseInstant(value, form, 'UTC')).toBe(expected);
  });
});

describe('OData ticks', () => {
  test.each([
    ['/Date(1714568400000)/', 'UTC', '2024-05-01T13:00:00.000Z'],
    ['/Date(1714568400007)/', 'UTC', '2024-05-01T13:00:00.007Z'],
    ['/Date(-1)/', 'UTC', '1969-12-31T23:59:59.999Z'],
    ['/Date(1714568400000+0)/', 'America/New_York', '2024-05-01T13:00:00.000Z'],
    ['/Date(1714568400000+120)/', 'UTC', '2024-05-01T11:00:00.000Z'],
    ['/Date(1714568400000-0300)/', 'UTC', '2024-05-01T18:00:00.000Z'],
  ])('%s in %s is %s', (text, timezone, expected) => {
    expect(parseInstant(text, 'odata', timezone)).toBe(expected);
  });

  test('without an offset they are the same moment as the zoneless text of light JSON', () => {
    const verbose = parseInstant('/Date(1714568400000)/', 'odata', 'America/New_York') ?? '';
    const light = parseInstant('2024-05-01T13:00:00', 'odata', 'America/New_York') ?? '';
    expect(compareInstants(verbose, light)).toBe(0);
  });
});

const anyMs = fc.integer({ min: Date.parse('0002-01-01T00:00:00Z'), max: Date.parse('9998-12-31T23:59:59Z') });

describe('properties', () => {
  test('a Date survives as text', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(Date.parse(iso(new Date(ms).toISOString()) ?? '')).toBe(ms);
      }),
    );
  });

  test('a Date survives with every offset', () => {
    fc.assert(
      fc.property(anyMs, fc.integer({ min: -1439, max: 1439 }), (ms, offset) => {
        const wall = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const text = `${wall}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        expect(Date.parse(iso(text) ?? '')).toBe(ms);
      }),
    );
  });

  test('a Date survives as epoch milliseconds from 1973 on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: Date.parse('9999-12-31T23:59:59Z') }), (ms) => {
        expect(parseInstant(ms, 'epoch-milliseconds', 'UTC')).toBe(new Date(ms).toISOString());
      }),
    );
  });

  test('a Date survives as epoch seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e9, max: 1e11 - 1 }), (seconds) => {
        fc.pre(seconds !== 0);
        expect(Date.parse(parseInstant(seconds, 'epoch-seconds', 'UTC') ?? '')).toBe(seconds * 1000);
      }),
    );
  });

  test('what was parsed is parsed to itself', () => {
    const digits = fc.string({ unit: fc.nat(9).map(String), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyMs, digits, (ms, fraction) => {
        const once = iso(`${new Date(ms).toISOString().slice(0, 19)}.${fraction}Z`);
        expect(once).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/);
        expect(iso(once, 'Asia/Tokyo')).toBe(once);
      }),
    );
  });

  test('any text is an instant, not set or refused, and an instant is UTC text', () => {
    const nearly = fc.stringMatching(
      /^\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-6]\d(:[0-6]\d(\.\d{0,9})?)? ?(Z|[+-]\d\d:?\d\d)?$/,
    );
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string(), fc.double().map(String)), (text) => {
        const parsed = iso(text, 'Europe/Paris');
        if (typeof parsed === 'string') {
          expect(parsed).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/);
          expect(Date.parse(parsed)).not.toBeNaN();
        } else {
          expect([null, undefined]).toContain(parsed);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const micros = (text: string): bigint =>
  BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1000n + BigInt(text.slice(20, -1).padEnd(6, '0'));

describe('comparing', () => {
  test.each([
    ['2025-01-01T00:00:00Z', '2025-01-01T00:00:00.000Z', 0],
    ['2025-01-01T00:00:00.5Z', '2025-01-01T00:00:00.500000Z', 0],
    ['2025-01-01T00:00:00.5Z', '2025-01-01T00:00:00.49Z', 1],
    ['2025-01-01T00:00:00.05Z', '2025-01-01T00:00:00.5Z', -1],
    ['2025-01-01T00:00:00Z', '2025-01-01T00:00:00.000001Z', -1],
    ['2024-12-31T23:59:59.999999Z', '2025-01-01T00:00:00Z', -1],
    ['0999-01-01T00:00:00Z', '1000-01-01T00:00:00Z', -1],
  ])('%s and %s give %d', (a, b, expected) => {
    expect(compareInstants(a, b)).toBe(expected);
    expect(compareInstants(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  test('orders as exact microseconds do', () => {
    const near = Date.parse('2025-01-01T00:00:00Z');
    const text = fc
      .tuple(
        fc.oneof(anyMs, fc.integer({ min: near, max: near + 3000 })),
        fc.string({ unit: fc.constantFrom('0', '1', '9'), maxLength: 6 }),
      )
      .map(([ms, fraction]) => `${new Date(ms).toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`);
    fc.assert(
      fc.property(text, text, (a, b) => {
        const difference = micros(a) - micros(b);
        expect(Math.sign(compareInstants(a, b))).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('moving and making', () => {
  test.each([
    ['2025-01-01T00:00:00.123456Z', -24, '2024-12-31T00:00:00.123456Z'],
    ['2025-01-01T00:00:00Z', 0.5, '2025-01-01T00:30:00Z'],
    ['2025-01-01T00:00:00.5Z', 0, '2025-01-01T00:00:00.5Z'],
    ['9999-12-31T23:00:00Z', 48, '9999-12-31T23:59:59Z'],
    ['0001-01-01T05:00:00Z', -48, '0001-01-01T00:00:00Z'],
  ])('%s moved by %d hours is %s', (text, hours, expected) => {
    expect(addHours(text, hours)).toBe(expected);
  });

  test('milliseconds become text with three digits, within the years that it can write', () => {
    expect(instantFromMs(1741385699378)).toBe('2025-03-07T22:14:59.378Z');
    expect(instantFromMs(1e18)).toBe('9999-12-31T23:59:59.999Z');
    expect(instantFromMs(-1e18)).toBe('0001-01-01T00:00:00.000Z');
  });
});

describe('RFC 3339', () => {
  test.each([
    ['2025-03-04T09:15:00Z', '2025-03-04T09:15:00Z'],
    ['2025-03-04t09:15:00z', '2025-03-04T09:15:00Z'],
    ['2025-03-04 09:15:00Z', '2025-03-04T09:15:00Z'],
    ['2025-03-04T09:15:00.1234567+02:00', '2025-03-04T07:15:00.123456Z'],
    ['2025-03-04', '2025-03-04T00:00:00Z'],
    ['0001-01-01', '0001-01-01T00:00:00Z'],
  ])('accepts %s', (text, expected) => {
    expect(parseRfc3339(text)).toBe(expected);
  });

  test.each([
    ['2025-03-04T09:15:00'],
    ['2025-03-04T09:15Z'],
    ['2025-03-04T09:15:00+0200'],
    ['2025-03-04T09:15:00 UTC'],
    ['2025-02-30'],
    ['2025-3-4'],
    ['2025-03-04T09:15:00Z '],
    ['9999-12-31T23:59:59-01:00'],
    ['0000-00-00'],
    ['1741385699'],
    [''],
  ])('refuses %p', (text) => {
    expect(parseRfc3339(text)).toBeNull();
  });
});

describe('replication instants of rows', () => {
  const replicationOf = compileReplication('updated_at', instant('iso', '', { from: 'updatedAt' }), 'Europe/Paris');

  test.each<[unknown, string | null | undefined]>([
    [{ updatedAt: '2025-01-15 10:00:00' }, '2025-01-15T09:00:00Z'],
    [{ updated_at: '2025-01-15T10:00:00Z' }, '2025-01-15T10:00:00Z'],
    [{ updatedAt: null }, null],
    [{}, null],
    [{ updatedAt: 'soon' }, undefined],
    [[], undefined],
    ['2025-01-15', undefined],
    [null, undefined],
  ])('of %j is %p', (row, expected) => {
    expect(replicationOf(row)).toBe(expected);
  });
});
