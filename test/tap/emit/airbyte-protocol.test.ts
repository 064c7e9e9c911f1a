import { describe, expect, test } from '@jest/globals';
import { airbyteProblems } from './airbyte-protocol.ts';

const state = (count: string): string =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{}},"sourceStats":{"recordCount":${count}}}}`;

describe('the check of Airbyte messages', () => {
  test.each([
    ['{"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":1767323045678}}'],
    ['{"type":"LOG","log":{"level":"WARN","message":"x"},"future":1}'],
    ['{"type":"CONNECTION_STATUS","connectionStatus":{"status":"FAILED","message":"x"}}'],
    [state('3.0')],
  ])('passes %s', (line) => {
    expect(airbyteProblems(line)).toEqual([]);
  });

  test.each([
    [''],
    ['plain text'],
    ['{"type":"RECORD"}'],
    ['{"type":"record","record":{"stream":"a","data":{},"emitted_at":1767323045678}}'],
    ['{"type":"RECORD","record":{"stream":"a","data":[],"emitted_at":1767323045678}}'],
    ['{"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":1767323045}}'],
    ['{"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":1767323045678},"log":{}}'],
    [
      '{"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":1767323045678,"meta":{"changes":[{"field":"x"}]}}}',
    ],
    ['{"type":"LOG","log":{"level":"WARNING","message":"x"}}'],
    ['{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"x","failure_type":"bad"}}}'],
    ['{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1}}'],
    ['{"type":"CONNECTION_STATUS","connectionStatus":{"status":"OK"}}'],
    ['{"type":"STATE","state":{"type":"LEGACY","data":{}}}'],
    [
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":null},"sourceStats":{"recordCount":1.0}}}',
    ],
    [state('3')],
  ])('refuses %s', (line) => {
    expect(airbyteProblems(line)).not.toEqual([]);
  });
});
