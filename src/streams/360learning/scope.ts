/** One OAuth scope opens or closes its streams together. A bookmark of API v1 says nothing about what v2 lists. */
export const scope = (name: `${string}:read`) => ({ family: name, permission: `the scope ${name}`, variant: 'v2' });
