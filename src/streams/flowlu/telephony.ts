import { defineStream, id, instant, integer, text } from '@singer-io-ts/tap';
import { inTelephony } from './lists.ts';

// https://www.flowlu.com/api/
export const telephonyCalls = defineStream({
  ...inTelephony,
  name: 'telephony_calls',
  description: 'Phone calls, which only the sister edition of the platform is known to have',
  family: 'telephony_calls',
  beta: true,
  optional: true,
  selectedByDefault: false,
  path: '/telephony/calls/list',
  fields: {
    id: id('Call'),
    call_duration: integer('Duration in seconds'),
    responsible_id: integer('Assignee (users)'),
    telephony_id: integer('Telephony account'),
    call_type: integer('Type'),
    call_status: integer('Status'),
    lead_id: integer('Opportunity (leads)'),
    client_id: integer('Account (accounts)'),
    start: instant('iso', 'Start'),
    from_extension: text("Caller's extension"),
    from_number: text("Caller's number"),
    to_extension: text("Callee's extension"),
    to_number: text("Callee's number"),
    description: text('Description; may hold HTML'),
    transcription: text('Transcription'),
    ref_id: text('Id in that system'),
    records: text('Link to the recording', { sensitive: true }),
  },
});
