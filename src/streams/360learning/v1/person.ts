import { text } from '@singer-io-ts/tap';

/** How API v1 names a learner besides the id. */
export const person = { mail: text('E-mail address'), firstName: text('First name'), lastName: text('Last name') };
