import type { LearningBuilderOptions } from './options.ts';
import { Zone } from './zone.ts';

export type Version = 'v2' | 'v3' | 'v4' | 'v4.01';

/** How one server speaks OData. */
export interface Dialect {
  readonly version: Version;
  readonly isV4: boolean;
  /** The JSON of an answer to `Accept: application/json`; truth is told in it. */
  readonly json: 'verbose' | 'light' | 'v4';
  readonly zone: Zone;
  readonly dates: 'date' | 'date-time-offset';
}

export function dialectOf(options: LearningBuilderOptions): Dialect {
  const version = options.odata ?? 'v3';
  const isV4 = version === 'v4' || version === 'v4.01';
  const isVerbose = version === 'v2' || options.json === 'verbose';
  return {
    version,
    isV4,
    json: isV4 ? 'v4' : isVerbose ? 'verbose' : 'light',
    zone: new Zone(options.serverZone ?? 'America/New_York'),
    dates: options.dates ?? 'date',
  };
}

export function versionHeader({ version }: Dialect): Record<string, string> {
  switch (version) {
    case 'v2':
      return { DataServiceVersion: '2.0;' };
    case 'v3':
      return { DataServiceVersion: '3.0;' };
    case 'v4':
      return { 'OData-Version': '4.0' };
    case 'v4.01':
      return { 'OData-Version': '4.01' };
  }
}
