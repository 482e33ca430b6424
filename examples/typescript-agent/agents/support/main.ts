import { Agent, BedrockModel, InvocationTrigger, tool } from '@strands-agents/sdk';
import { CodeInterpreterTools } from 'bedrock-agentcore/experimental/code-interpreter/strands';
import { createAgentCoreMemoryStores } from 'bedrock-agentcore/memory/strands';
import { BedrockAgentCoreApp } from 'bedrock-agentcore/runtime';
import { z } from 'zod';
import { gatewayTools } from './gateway.js';

/** The environment variables that `uses` of the runtime sets. The agent fails at startup if one is missing. */
const settings = z
  .object({
    AWS_REGION: z.string(),
    MODEL_ID: z.string(),
    BEDROCK_AGENTCORE_MEMORY_ID: z.string(),
    GATEWAY_URL: z.url(),
    CODE_INTERPRETER_ID: z.string(),
    PORT: z.coerce.number().default(8080),
  })
  .parse(process.env);

const Question = z.object({
  prompt: z.string().min(1),
  customer: z.string().min(1),
  stream: z.boolean().default(false),
});

const quoteShipping = tool({
  name: 'quote_shipping',
  description: 'Says what it costs to send a parcel.',
  inputSchema: z.object({ kilograms: z.number().positive(), express: z.boolean().default(false) }),
  callback: ({ kilograms, express }) => ({ euros: (express ? 9 : 4) + Math.ceil(kilograms) * 1.5 }),
});

/** One agent per customer and session. In AgentCore, each session has a dedicated microVM. */
const agents = new Map<string, Agent>();

/** Creates the agent at the first request. All sessions share the state from before that, including credentials. */
function agentFor(customer: string, sessionId: string): Agent {
  const key = `${customer}/${sessionId}`;
  const agent = agents.get(key) ?? makeAgent(customer, sessionId);
  agents.set(key, agent);
  return agent;
}

function makeAgent(customer: string, sessionId: string): Agent {
  const region = settings.AWS_REGION;
  return new Agent({
    model: new BedrockModel({ modelId: settings.MODEL_ID, region }),
    systemPrompt: 'You help customers of a shop. You look up, calculate and quote, and never guess a number.',
    tools: [
      quoteShipping,
      gatewayTools(settings.GATEWAY_URL, region),
      new CodeInterpreterTools({ identifier: settings.CODE_INTERPRETER_ID, region }).executeCode,
    ],
    memoryManager: {
      stores: createAgentCoreMemoryStores({
        memoryId: settings.BEDROCK_AGENTCORE_MEMORY_ID,
        actorId: customer,
        sessionId,
        namespaces: [{ namespace: '/preferences/{actorId}/' }],
        extraction: { cadence: new InvocationTrigger() },
        region,
      }),
    },
    printer: false,
  });
}

/** Streams the answer of the agent. */
async function* texts(agent: Agent, prompt: string): AsyncGenerator<string> {
  for await (const event of agent.stream(prompt)) {
    if (event.type === 'modelStreamUpdateEvent' && event.event.type === 'modelContentBlockDeltaEvent') {
      const { delta } = event.event;
      if (delta.type === 'textDelta') {
        yield delta.text;
      }
    }
  }
}

async function* messages(agent: Agent, prompt: string) {
  for await (const text of texts(agent, prompt)) {
    yield { event: 'message', data: { text } };
  }
}

new BedrockAgentCoreApp({
  invocationHandler: {
    requestSchema: Question,
    process: async ({ prompt, customer, stream }, { sessionId }) => {
      const agent = agentFor(customer, sessionId);
      return stream ? messages(agent, prompt) : { answer: String(await agent.invoke(prompt)) };
    },
  },
  websocketHandler: (socket, { sessionId, log }) => {
    socket.on('message', async (data) => {
      try {
        const { prompt, customer } = Question.parse(JSON.parse(String(data)));
        for await (const text of texts(agentFor(customer, sessionId), prompt)) {
          socket.send(JSON.stringify({ text }));
        }
        socket.send(JSON.stringify({ done: true }));
      } catch (error) {
        log.error(error);
        socket.close(1011, 'The question could not be answered.');
      }
    });
  },
}).run({ port: settings.PORT });
