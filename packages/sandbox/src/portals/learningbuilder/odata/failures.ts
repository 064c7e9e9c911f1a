import type { Reply, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { versionHeader } from '../dialect.ts';
import type { World } from '../world.ts';

const metadataNamespace = 'http://schemas.microsoft.com/ado/2007/08/dataservices/metadata';

/** An error of the OData stack, in the words of its version; XML for those who did not ask for JSON. */
export function odataFailure(world: World, request: VendorRequest, status: number, message: string, code = ''): Reply {
  const { dialect, options } = world;
  switch (options.errorBody ?? 'odata') {
    case 'webapi':
      return json(status, { Message: message, MessageDetail: `The request URI was '${request.path}'.` });
    case 'html':
      return htmlPage(status, message);
    case 'odata': {
      const headers = versionHeader(dialect);
      if (!dialect.isV4 && !/json/i.test(`${request.headers.accept ?? ''} ${request.query.get('$format') ?? ''}`)) {
        return { status, headers, contentType: 'application/xml;charset=utf-8', body: xmlError(code, message) };
      }
      return json(status, errorBody(world, message, code), headers);
    }
  }
}

export function errorBody({ dialect }: World, message: string, code: string): unknown {
  switch (dialect.json) {
    case 'verbose':
      return { error: { code, message: { lang: 'en-US', value: message } } };
    case 'light':
      return {
        'odata.error': {
          code,
          message: { lang: 'en-US', value: message },
          innererror: { message, type: 'System.Data.SqlClient.SqlException', stacktrace: '   at LB.Data.Execute()' },
        },
      };
    case 'v4':
      return {
        error: {
          code,
          message,
          details: [],
          innererror: { message, type: 'Microsoft.OData.ODataException', stacktrace: '' },
        },
      };
  }
}

function xmlError(code: string, message: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><m:error xmlns:m="${metadataNamespace}"><m:code>${escapeXml(code)}</m:code><m:message xml:lang="en-US">${escapeXml(message)}</m:message></m:error>`;
}

/** XML has no way to write most control characters. */
export function escapeXml(text: string): string {
  return Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if ((code < 32 && !'\t\r\n'.includes(sign)) || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
    return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[sign] ?? sign;
  }).join('');
}

export function htmlPage(status: number, title: string): Reply {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!DOCTYPE html>\r\n<html><head><title>${escapeXml(title)}</title></head>\r\n<body><h2>${String(status)} - ${escapeXml(title)}</h2></body></html>\r\n`,
  };
}

/** IIS limits the query before ASP.NET sees it: https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/requestlimits/ */
export function queryTooLong({ search }: VendorRequest, { options }: World): Reply | undefined {
  return search.length - 1 > (options.maxQueryString ?? 2048)
    ? htmlPage(
        404,
        'HTTP Error 404.15 - Not Found: the request filtering module denied a query string that is too long.',
      )
    : undefined;
}
