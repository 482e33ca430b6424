import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { ZodRawShape } from 'zod';
import { type Loopback, type LoopbackRequest, serve } from './loopback';

export interface GatewayTool {
  /** The name of the tool at the gateway: target name, three underscores, tool name. */
  readonly name: string;
  readonly input: ZodRawShape;
  readonly call: (input: Record<string, unknown>) => object;
}

export interface FakeGateway extends Loopback {
  readonly requests: LoopbackRequest[];
  readonly calls: Array<{ readonly name: string; readonly input: object }>;
}

/** A gateway on loopback: a stateless MCP server that records requests. */
export async function fakeGateway(...tools: GatewayTool[]): Promise<FakeGateway> {
  const requests: LoopbackRequest[] = [];
  const calls: FakeGateway['calls'] = [];
  const server = await serve(async (request) => {
    requests.push(request);
    if (request.method !== 'POST' || request.path !== '/mcp') {
      return { status: 405, type: 'text/plain', body: '' };
    }
    const mcp = new McpServer({ name: 'gateway', version: '1.0.0' });
    for (const { name, input: inputSchema, call } of tools) {
      mcp.registerTool(name, { inputSchema }, (input) => {
        calls.push({ name, input });
        return { content: [{ type: 'text', text: JSON.stringify(call(input)) }] };
      });
    }
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await mcp.connect(transport);
    const answer = await transport.handleRequest(
      new Request(`http://gateway${request.path}`, {
        method: request.method,
        headers: Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
        body: request.body,
      }),
    );
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return { status: answer.status, type, body: await answer.text() };
  });
  return { ...server, requests, calls };
}
