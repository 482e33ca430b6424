import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Graph } from '@strands-agents/sdk';
import { BedrockAgentCoreApp } from 'bedrock-agentcore/runtime';
import { z } from 'zod';
import { Conversation } from './conversation.js';
import { claimsGraph } from './graph.js';

/** The environment variables of the template. The agent fails at startup if one is missing. */
const settings = z
  .object({
    AWS_REGION: z.string(),
    MODEL_ID: z.string(),
    /** The folder of the cases. It is mounted when the agent is invoked, and not yet at startup. */
    CASES: z.string(),
    TERMS: z.string().optional(),
    PORT: z.coerce.number().default(8080),
  })
  .parse(process.env);

const Claim = z.object({ claim: z.string().min(1) });
const Decision = z.object({ approved: z.boolean() });

async function graphFor(approve?: () => Promise<boolean>): Promise<Graph> {
  const terms = settings.TERMS && (await readFile(settings.TERMS, 'utf8'));
  return claimsGraph({ modelId: settings.MODEL_ID, region: settings.AWS_REGION, terms, approve });
}

/** Yields the result of each node, and stores all results with the case. */
async function* steps(graph: Graph, claim: string, sessionId: string) {
  const record: Record<string, string> = { claim };
  for await (const event of graph.stream(claim)) {
    if (event.type === 'nodeResultEvent') {
      const { status, error, content } = event.result;
      if (status === 'FAILED') {
        throw error ?? new Error(`${event.nodeId} failed`);
      }
      record[event.nodeId] = content.flatMap((block) => (block.type === 'textBlock' ? block.text : [])).join('');
      yield { node: event.nodeId, text: record[event.nodeId] };
    }
  }
  await writeFile(join(settings.CASES, `${sessionId}.json`), JSON.stringify(record, undefined, 2));
}

new BedrockAgentCoreApp({
  invocationHandler: {
    requestSchema: Claim,
    process: async ({ claim }, { sessionId }) => {
      const said: Record<string, string> = {};
      for await (const { node, text } of steps(await graphFor(), claim, sessionId)) {
        said[node] = text;
      }
      return said;
    },
  },
  websocketHandler: async (socket, { sessionId, log }) => {
    const conversation = new Conversation(socket);
    try {
      const { claim } = Claim.parse(await conversation.next());
      const approve = async () => {
        conversation.say({ ask: 'approval' });
        return Decision.parse(await conversation.next()).approved;
      };
      for await (const step of steps(await graphFor(approve), claim, sessionId)) {
        conversation.say(step);
      }
      conversation.say({ done: true });
    } catch (error) {
      log.error(error);
      socket.close(1011, 'The claim could not be settled.');
    }
  },
}).run({ port: settings.PORT });
