/** One OAuth scope opens or closes its streams together. */
export const scope = (name: `${string}:read`) => ({ family: name, permission: `the scope ${name}` });
