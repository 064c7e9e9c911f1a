/** API v1 knows no scopes: a key reads all or nothing, and one small list tells for all. */
export const underKey = { family: 'API v1', permission: 'a key of API v1', variant: 'v1' };
