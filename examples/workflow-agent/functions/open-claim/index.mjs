// A backend that returns a presigned URL. With it, a browser can open the WebSocket of the agent for five minutes.
import { randomUUID } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

const SESSION = 'X-Amzn-Bedrock-AgentCore-Runtime-Session-Id';
const credentials = defaultProvider();

// Browsers cannot set headers of a WebSocket, so the URL contains the session and the signature.
export async function handler({ sessionId = randomUUID() } = {}) {
  const region = process.env.AWS_REGION;
  const hostname = `bedrock-agentcore.${region}.amazonaws.com`;
  const signer = new SignatureV4({ service: 'bedrock-agentcore', region, credentials, sha256: Sha256 });
  const path = `/runtimes/${encodeURIComponent(process.env.AGENT_ARN)}/ws`;
  const request = new HttpRequest({ hostname, path, query: { [SESSION]: sessionId }, headers: { host: hostname } });
  const { query } = await signer.presign(request, { expiresIn: 300 });
  return { sessionId, url: `wss://${hostname}${path}?${new URLSearchParams(query)}` };
}
