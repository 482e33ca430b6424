import { quote } from './limit';
import { isUnknown } from './unknown';
import type { ValidationErrors } from './validation-errors';

/** The headers that AgentCore reserves or does not forward. */
export const RESTRICTED_HEADERS = new Set(
  [
    'Proxy-Authorization WWW-Authenticate Accept Accept-Charset Accept-Encoding Accept-Language Content-Type',
    'Content-Length Content-Encoding Content-Language Content-Location Content-Range Cache-Control ETag Expires',
    'If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Last-Modified Pragma Vary Connection',
    'Keep-Alive Proxy-Connection Upgrade Host User-Agent Referer From Range Accept-Ranges Transfer-Encoding TE',
    'Trailer Server Date Location Retry-After Set-Cookie Cookie Content-Security-Policy',
    'Content-Security-Policy-Report-Only Strict-Transport-Security X-Content-Type-Options X-Frame-Options',
    'X-XSS-Protection Referrer-Policy Permissions-Policy Cross-Origin-Embedder-Policy Cross-Origin-Opener-Policy',
    'Cross-Origin-Resource-Policy Access-Control-Allow-Origin Access-Control-Allow-Methods',
    'Access-Control-Allow-Headers Access-Control-Allow-Credentials Access-Control-Expose-Headers',
    'Access-Control-Max-Age Access-Control-Request-Method Access-Control-Request-Headers Origin Accept-CH',
    'Accept-CH-Lifetime DPR Width Viewport-Width Downlink ECT RTT Save-Data Clear-Site-Data Feature-Policy',
    'Expect-CT Public-Key-Pins Public-Key-Pins-Report-Only Via Forwarded X-Forwarded-For X-Forwarded-Host',
    'X-Forwarded-Proto X-Real-IP X-Requested-With X-CSRF-Token True-Client-IP X-Client-IP X-Cluster-Client-IP',
    'X-Originating-IP X-Source-IP X-Original-URL X-Original-Host X-Rewrite-URL CF-Ray CF-Connecting-IP X-Amz-Cf-Id',
    'X-Cache X-Served-By Link Sec-WebSocket-Key Sec-WebSocket-Accept Sec-WebSocket-Version Sec-WebSocket-Protocol',
    'Sec-WebSocket-Extensions',
  ]
    .join(' ')
    .toLowerCase()
    .split(' '),
);

/** A token, as RFC 9110 defines it. */
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * Checks the name of an HTTP header.
 *
 * @param what The subject of the message, for example `metadata.requestHeaders[0]`
 */
export function checkHeaderName(errors: ValidationErrors, what: string, name: string): void {
  if (!isUnknown(name) && !NAME.test(name)) {
    const nearest = name
      .replace(/:.*$/s, '')
      .trim()
      .replace(/[^\w-]+/g, '-');
    const fix =
      NAME.test(nearest) && /[a-z0-9]/i.test(nearest) ? `Use ${quote(nearest)}.` : 'Use a name such as "X-Api-Key".';
    errors.add(
      `${what} must be a header name without blanks, colons and non-ASCII characters, got ${quote(name)}. ${fix}`,
    );
  }
}

/**
 * Checks the value of an HTTP header, or the beginning of one.
 *
 * @param what The subject of the message, for example `credentials: the prefix of the key`
 */
export function checkHeaderValue(errors: ValidationErrors, what: string, value: string): void {
  if (/[^\t\P{Cc}]/u.test(value)) {
    errors.add(`${what} must not contain line breaks or other control characters, got ${quote(value)}. Remove them.`);
  }
}
