import { vendorFacts, vendorNames, type VendorName } from './vendor-facts.ts';

/** What people are told about a field: in the spec, the README, meltano.yml and in every message about a wrong value. */
export interface Words {
  readonly title: string;
  readonly description: string;
  /** Completes "Expected: ...". */
  readonly expected: string;
  /** Where a person finds the value in the vendor's own pages. */
  readonly where?: string;
  readonly examples?: readonly (string | number)[];
}

interface FieldWords extends Words {
  /** Which vendors read the field; default: all. */
  readonly vendors?: readonly VendorName[];
  readonly secret?: true;
  /** Shown among the first fields of a form although the schema can't require it. */
  readonly essential?: true;
  readonly byVendor?: Readonly<Partial<Record<VendorName, Partial<Words> & { readonly required?: true }>>>;
}

const learnuponKeys = 'as a portal admin under Settings > Integrations > API Keys';
const learningbuilderKeys = 'on the LearningBuilder site under My Account > API Keys';

export const words = {
  vendor: {
    title: 'Vendor',
    description: 'The platform to read.',
    expected: `one of ${vendorNames.join(', ')}`,
  },
  subdomain: {
    title: 'Subdomain',
    description:
      "The account's name in its web address. The whole address may be pasted; another host goes into base_url.",
    expected: "the account's name alone, such as acme (or base_url for another host)",
    examples: ['acme'],
    vendors: ['learnupon', 'learningbuilder', 'flowlu'],
    essential: true,
    byVendor: {
      learnupon: {
        where: "the part before .learnupon.com in the portal's address; a regional or own host goes into base_url",
      },
      learningbuilder: {
        where: "the part before .learningbuilder.com in the site's address; an own host goes into base_url",
      },
      flowlu: { where: "the part before .flowlu.com in the portal's address" },
    },
  },
  username: {
    title: 'User name',
    description: 'The public half of the credentials.',
    expected: 'text without blanks or colons',
    vendors: ['learnupon', '360learning', 'learningbuilder'],
    essential: true,
    byVendor: {
      learnupon: {
        required: true,
        title: 'API username',
        description: 'The user name of the API key pair; not a login name.',
        expected: 'the API username of the key pair',
        where: learnuponKeys,
      },
      '360learning': {
        required: true,
        title: 'Client ID',
        description: 'The client ID of the API credentials (api_version v2) or the company ID (v1).',
        expected: 'the client ID (api_version v2) or the company ID (v1)',
        where:
          'v2: point at the platform group, Settings (gear) > API v2 > Add API Credentials; v1: Settings > API, section Authentication, next to Add API key',
      },
      learningbuilder: {
        title: 'Member ID',
        description:
          'The member who owns the key. Not needed when key holds the copied header, which names the member too.',
        expected: 'the number of the member who owns the key, as 42 or Member_42',
        where: `${learningbuilderKeys}, column Owner`,
        examples: ['42'],
      },
    },
  },
  key: {
    title: 'API key',
    description: 'The secret half of the credentials.',
    expected: 'the API key as one line of ASCII text',
    secret: true,
    byVendor: {
      learnupon: {
        required: true,
        title: 'API password',
        description: 'The password of the API key pair. Generating a new pair ends the old one at once.',
        expected: 'the API password of the key pair',
        where: `${learnuponKeys} (shown in full only when generated; if the page is missing, LearnUpon Support enables the API)`,
      },
      '360learning': {
        required: true,
        title: 'Client secret',
        description: 'The client secret of the API credentials (api_version v2) or the API key (v1).',
        expected: 'the client secret (api_version v2) or the API key (v1)',
        where: 'v2: Settings (gear) of the platform group > API v2, shown once when created; v1: Settings > API',
      },
      learningbuilder: {
        required: true,
        description:
          'The API key, or the ready-made header (Basic ...) that the copy icon beside it puts on the clipboard.',
        expected: 'the key, or the whole copied header that begins with Basic',
        where: `${learningbuilderKeys}, column Key`,
      },
      workramp: {
        required: true,
        description: 'An API key. It acts as its owner, who must stay an active admin.',
        expected: 'the API key',
        where:
          'in the Employee Learning Cloud as an admin under Settings > Integrations > API (shown once; if the page is missing, WorkRamp Support enables the API)',
      },
      flowlu: {
        required: true,
        description: 'An API key. It reads the modules that were ticked when it was made.',
        expected: 'the API key',
        where: 'as an administrator under profile picture > Portal Settings > For Developers > API',
      },
    },
  },
  api_version: {
    title: 'API version',
    description: 'v1 is for accounts that only hold a key of the old API, which the vendor switches off in 2027.',
    expected: 'v2 or v1',
    vendors: ['360learning'],
    byVendor: {
      '360learning': {
        where: 'v2 credentials are made under API v2, v1 keys under API in the settings of the platform group',
      },
    },
  },
  region: {
    title: 'Region',
    description: "The account's region.",
    expected: 'eu or us',
    vendors: ['360learning', 'workramp'],
    byVendor: {
      '360learning': { where: 'the host you log in to: app.360learning.com is eu, app.us.360learning.com is us' },
      workramp: { where: 'the host you log in to: eu if it contains app.eu.workramp.com, else us' },
    },
  },
  academy_ids: {
    title: 'Academy IDs',
    description:
      'The academies (Customer Learning Cloud) to read; without any, only the Employee Learning Cloud is read.',
    expected: 'a list of academy ids, each a uuid of 36 characters',
    examples: ['0b5ff5b4-3f4e-4d8e-9d2c-3a1f0c6f7a11'],
    vendors: ['workramp'],
    byVendor: {
      workramp: { where: "open the academy as an admin, go to Theming and read the id in the browser's address" },
    },
  },
  timezone: {
    title: 'Time zone',
    description: "The zone of the vendor's times, which carry no offset.",
    expected: 'the IANA name of a time zone, such as Europe/Berlin',
    examples: ['Europe/Berlin'],
    vendors: ['learningbuilder', 'flowlu'],
    byVendor: {
      learningbuilder: { where: "the vendor's support knows the zone of the site's database" },
      flowlu: { where: 'Portal Settings, time zone of the portal' },
    },
  },
  base_url: {
    title: 'Base URL',
    description: "Replaces the vendor's own address: an own or regional host, a proxy, a sandbox. A path is kept.",
    expected: 'an https address without query and credentials (http only on this machine)',
    examples: ['https://learn.acme.example'],
  },
  start_date: {
    title: 'Start date',
    description: 'Incremental streams without a bookmark begin here. Without it they begin with everything.',
    expected: 'a date and time as in RFC 3339, such as 2024-01-01T00:00:00Z',
    examples: ['2024-01-01T00:00:00Z'],
  },
  max_requests_per_second: {
    title: 'Requests per second',
    description:
      "The connector's share of the vendor's quota. The default leaves a margin below the vendor's own limit.",
    expected: 'a number greater than 0, at most 1000',
  },
  max_requests_per_hour: {
    title: 'Requests per hour',
    description: "The connector's share of an hourly quota.",
    expected: 'a whole number from 1 to 10000000',
  },
  max_concurrency: {
    title: 'Requests at once',
    description: 'How many requests may be under way at the same time.',
    expected: 'a whole number from 1 to 100',
  },
  max_wait_minutes: {
    title: 'Longest wait',
    description: 'How many minutes the run waits for quota before it stops with exit code 5 and says when to resume.',
    expected: 'a number of minutes from 0 to 10080',
  },
  request_timeout_seconds: {
    title: 'Request timeout',
    description: 'How many seconds one request may take.',
    expected: 'a number of seconds greater than 0, at most 3600',
  },
  max_retries: {
    title: 'Retries',
    description: 'How often a failed request is asked again. Waiting for quota does not count.',
    expected: 'a whole number from 0 to 100',
  },
  user_agent: {
    title: 'User agent',
    description: 'How requests name themselves; put a contact address in.',
    expected: 'one line of ASCII text',
    examples: ['acme-warehouse (data@acme.example)'],
  },
  exclude: {
    title: 'Exclude',
    description: 'Streams and fields that never leave the connector, whatever the catalog selects.',
    expected: 'a list of stream or stream.field',
    examples: ['users.email'],
  },
  stream_options: {
    title: 'Stream options',
    description: 'What differs for single streams.',
    expected: 'a list of objects, each with the name of a stream',
  },
  enrollment_parent: {
    title: 'Enrollments by',
    description: 'Enrollments are read per course or per user; take the one of which the portal has fewer.',
    expected: 'courses or users',
    vendors: ['learnupon'],
  },
  weekly_request_floor: {
    title: 'Weekly request floor',
    description: "The run stops cleanly when fewer requests of the portal's weekly quota remain.",
    expected: 'a whole number, 0 or more',
    vendors: ['learnupon'],
  },
} as const satisfies Readonly<Record<string, FieldWords>>;

export type FieldName = keyof typeof words;
export const fieldNames = Object.keys(words) as readonly FieldName[];

export const isFieldName = (name: string): name is FieldName => (fieldNames as readonly string[]).includes(name);

/** What differs for single streams; the elements of `stream_options`. */
export const optionWords = {
  stream: { title: 'Stream', description: 'Name of the stream.', expected: 'the name of a stream' },
  replication_key: {
    title: 'Replication key',
    description: 'Another field to follow for changes; empty text reads the stream as a full table.',
    expected: 'the name of a date-time field, or empty text',
  },
  primary_key: {
    title: 'Primary key',
    description: 'Another key; an empty list emits the stream without one.',
    expected: 'a list of field names',
  },
  start_date: {
    title: 'Start date',
    description: "Replaces the config's start_date.",
    expected: words.start_date.expected,
  },
  lookback_hours: {
    title: 'Lookback',
    description: 'Hours before the bookmark that are read again.',
    expected: 'a number of hours from 0 to 87600',
  },
  verify: {
    title: 'Verify',
    description: 'false reads a list whose rows can move between pages only once.',
    expected: 'true or false',
  },
  include_sensitive: {
    title: 'Include sensitive fields',
    description: 'Also reads sign-in links, check-in codes and signed addresses.',
    expected: 'true or false',
  },
} as const satisfies Readonly<Record<string, Words>>;

const field = (name: FieldName): FieldWords => words[name];

export const usedBy = (name: FieldName, vendor: VendorName): boolean => field(name).vendors?.includes(vendor) ?? true;

export const vendorsOf = (name: FieldName): readonly VendorName[] =>
  vendorNames.filter((vendor) => usedBy(name, vendor));

export const isRequired = (name: FieldName, vendor: VendorName): boolean =>
  field(name).byVendor?.[vendor]?.required === true;

export const isSecret = (name: FieldName): boolean => field(name).secret === true;

export const isEssential = (name: FieldName): boolean => field(name).essential === true;

/** The words for one vendor; null: before the vendor is known. */
export const wordsFor = (name: FieldName, vendor: VendorName | null): Words => {
  const special = vendor === null ? {} : field(name).byVendor?.[vendor];
  const { title, description, expected, where, examples } = { ...field(name), ...special };
  return {
    title,
    description,
    expected,
    ...(where === undefined ? {} : { where }),
    ...(examples === undefined ? {} : { examples }),
  };
};

/** The words for all vendors at once: what is the same is said once, what differs is said per vendor. */
export const wordsForAll = (name: FieldName): Words => {
  const own = field(name);
  const details = vendorsOf(name).flatMap((vendor) => {
    const { title, where } = own.byVendor?.[vendor] ?? {};
    const parts = [title, where].filter((part) => part !== undefined);
    return parts.length === 0 ? [] : [`${vendorFacts[vendor].title}: ${parts.join(', ')}.`];
  });
  const only =
    own.vendors === undefined || details.length > 0
      ? []
      : [`Only ${own.vendors.map((vendor) => vendorFacts[vendor].title).join(', ')}.`];
  return { ...own, description: [own.description, ...only, ...details].join(' ') };
};
