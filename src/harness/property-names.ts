import type { PropertyNames } from '../private/validation/property-names';

/** The names of properties of a harness that differ from the names of the service. */
export const HARNESS_NAMES: PropertyNames = {
  'agentCoreMemoryConfiguration/arn': '',
  auth: '',
  environmentArtifact: 'image',
  'eventBridge/arn': 'eventBus',
  executionRoleArn: 'role',
  'lambda/arn': 'function',
  '/maxIterations': 'limits.maxIterations',
  '/maxTokens': 'limits.maxTokens',
  memory: 'memory',
  model: 'model',
  outboundAuth: 'auth',
  'sns/arn': 'topic',
  summarizationSystemPrompt: 'systemPrompt',
  '/systemPrompt/0/text': 'systemPrompt',
  target: 'target',
  '/timeoutSeconds': 'limits.timeout',
  uri: 'prefix',
};
