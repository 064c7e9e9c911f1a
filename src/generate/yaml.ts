export type YamlValue = null | boolean | number | string | readonly YamlValue[] | { readonly [key: string]: YamlValue };

const plain = /^[A-Za-z_/.][A-Za-z0-9_./-]*( [A-Za-z0-9_./()-]+)*$/;
const reserved = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

/** Quoted unless nothing could take it for something else. */
const scalar = (value: null | boolean | number | string): string => {
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !reserved.test(value)) return value;
  return value.includes("'") && !/["\\]/.test(value) ? `"${value}"` : `'${value.replaceAll("'", "''")}'`;
};

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);

const lines = (value: YamlValue): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [scalar(value)];
  if (isList(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => {
      const [first = '', ...rest] = lines(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([key, inner]) => {
    const block = lines(inner);
    const nested = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0;
    return nested ? [`${scalar(key)}:`, ...block.map((line) => `  ${line}`)] : [`${scalar(key)}: ${block[0] ?? ''}`];
  });
};

/** Block style, two spaces, no line breaks inside values. */
export const toYaml = (value: YamlValue): string => `${lines(value).join('\n')}\n`;
