import { text } from '@singer-io-ts/tap';

/** The user's name and address as several lists repeat them. */
export const personOf = (whose: string) => ({
  first_name: text(`${whose} first name`),
  last_name: text(`${whose} last name`),
  email: text(`${whose} e-mail address`),
});
