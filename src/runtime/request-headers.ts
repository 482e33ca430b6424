import { Token } from 'aws-cdk-lib/core';
import type { Binding } from '../private/binding';

/** What the service keeps for itself, or does not let through: exact names, and beginnings that end in a hyphen. */
const RESTRICTED = new Set(
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
const CUSTOM = 'x-amzn-bedrock-agentcore-runtime-custom-';

/** Checks which headers of a request the code may see. */
export function checkRequestHeaders({ faults }: Binding, headers: string[], takesTokens: boolean): void {
  const names = headers.filter((header) => !Token.isUnresolved(header)).map((header) => header.toLowerCase());
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    faults.add(`requestHeaders must name each header once, whatever its case, got "${name}" more than once`);
  }
  for (const name of names) {
    if (RESTRICTED.has(name) || name.startsWith('x-amz-') || (name.startsWith('x-amzn-') && !name.startsWith(CUSTOM))) {
      faults.add(
        `requestHeaders: "${name}" is not let through by the service: send it as X-Amzn-Bedrock-AgentCore-Runtime-Custom-…`,
      );
    }
  }
  if (names.includes('authorization') && !takesTokens) {
    faults.add(
      'requestHeaders: Authorization is there with a token only: give authorizer: Authorizer.jwt(…) or .cognito(…)',
    );
  }
}
