/** The MCP server of the example, called with an MCP client. */
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type AgentProcess, agentProcesses } from './process';

const CODE = join(__dirname, '..', '..', '..', 'examples', 'mcp-server', 'agents', 'mcp-server');

describe('mcp-server', () => {
  const start = agentProcesses();
  let server: AgentProcess;

  beforeAll(async () => {
    server = await start({ code: CODE, entry: 'server.mjs', environment: { PORT: '0' } });
  });

  async function connected(headers: Record<string, string> = {}): Promise<Client> {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const url = new URL(`http://${server.host}/mcp`);
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
    return client;
  }

  const inWarehouse = (warehouse: string) =>
    connected({ 'X-Amzn-Bedrock-AgentCore-Runtime-Custom-Warehouse': warehouse });

  test('lists its tools', async () => {
    const client = await connected();
    const { tools } = await client.listTools();
    expect(client.getServerVersion()).toMatchObject({ name: 'stock' });
    expect(tools).toMatchObject([{ name: 'count_stock', inputSchema: { required: ['article'] } }]);
    await client.close();
  });

  test.each([
    ['north', 'A-1001', '12'],
    ['north', 'A-1002', '0'],
    ['south', 'A-1001', '3'],
  ])(
    'returns the stock in the warehouse %s from the header: article %s, %s pieces',
    async (warehouse, article, text) => {
      const client = await inWarehouse(warehouse);
      const { content, isError } = await client.callTool({ name: 'count_stock', arguments: { article } });
      expect({ content, isError }).toEqual({ content: [{ type: 'text', text }], isError: undefined });
      await client.close();
    },
  );

  test.each([
    ['in another warehouse', () => inWarehouse('south')],
    ['without the header', () => connected()],
  ])('returns an error %s', async (_, connect) => {
    const client = await connect();
    const { isError } = await client.callTool({ name: 'count_stock', arguments: { article: 'A-1002' } });
    expect(isError).toBe(true);
    await client.close();
  });

  test.each([
    ['GET', '/mcp', 405],
    ['POST', '/', 404],
  ])('answers %s %s with status %d', async (method, path, status) => {
    expect((await fetch(`http://${server.host}${path}`, { method })).status).toBe(status);
  });
});
