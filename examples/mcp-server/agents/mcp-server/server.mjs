// An MCP server for AgentCore: streamable HTTP on port 8000, path /mcp, without state between requests.
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

/** The request header with the warehouse. The runtime passes it on because of `requestHeaders`. */
const WAREHOUSE = 'x-amzn-bedrock-agentcore-runtime-custom-warehouse';
const STOCK = { north: { 'A-1001': 12, 'A-1002': 0 }, south: { 'A-1001': 3 } };

function serverFor(warehouse) {
  const server = new McpServer({ name: 'stock', version: '1.0.0' });
  server.registerTool(
    'count_stock',
    {
      description: 'Says how many pieces of an article the warehouse has.',
      inputSchema: { article: z.string().describe('The number of the article, as in A-1001') },
    },
    async ({ article }) => {
      const pieces = STOCK[warehouse]?.[article];
      return pieces === undefined
        ? { content: [{ type: 'text', text: `There is no article ${article} here.` }], isError: true }
        : { content: [{ type: 'text', text: `${pieces}` }] };
    },
  );
  return server;
}

const http = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/mcp') {
    response.writeHead(request.url === '/mcp' ? 405 : 404).end();
    return;
  }
  const server = serverFor(request.headers[WAREHOUSE]);
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  response.on('close', () => server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
});
http.listen(Number(process.env.PORT ?? 8000), '0.0.0.0', () => {
  console.log(`http://0.0.0.0:${http.address().port}/mcp`);
});
