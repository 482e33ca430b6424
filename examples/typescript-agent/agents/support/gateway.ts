import { Sha256 } from '@aws-crypto/sha256-js';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { McpClient } from '@strands-agents/sdk';

/** Returns the tools of a gateway with IAM authorization. Each request is signed with the role of the agent. */
export function gatewayTools(url: string, region: string): McpClient {
  const signer = new SignatureV4({
    service: 'bedrock-agentcore',
    region,
    credentials: fromNodeProviderChain(),
    sha256: Sha256,
  });
  const signedFetch = async (to: string | URL, { method = 'GET', headers, body, ...init }: RequestInit = {}) => {
    const { protocol, hostname, port, host, pathname } = new URL(to);
    const { headers: signed } = await signer.sign(
      new HttpRequest({
        protocol,
        hostname,
        port: port ? Number(port) : undefined,
        path: pathname,
        method,
        body,
        headers: { ...Object.fromEntries(new Headers(headers)), host },
      }),
    );
    return fetch(to, { ...init, method, body, headers: signed });
  };
  return new McpClient({ transport: new StreamableHTTPClientTransport(new URL(url), { fetch: signedFetch }) });
}
