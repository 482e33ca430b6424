/** The effect of changed targets on deployed targets. */
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { type GatewayTargetProps, TargetCredentials, TargetSource, ToolSchema } from '../../src';
import { fates as fatesOf } from '../support/fates';
import { functionIn } from '../support/fixtures/parts';
import { testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';

const TYPE = 'AWS::BedrockAgentCore::GatewayTarget';
const TOOLS = ToolSchema.fromObject([{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }]);

type Targets = Record<string, (stack: Stack) => Partial<GatewayTargetProps>>;

const ORDERS: Targets = {
  Orders: (stack) => ({
    targetName: 'orders',
    source: TargetSource.fromFunction(functionIn(stack, 'OrdersFn'), TOOLS),
  }),
};
const STOCK: Targets = {
  Stock: (stack) => ({ targetName: undefined, source: TargetSource.fromFunction(functionIn(stack, 'StockFn'), TOOLS) }),
};
const DOCS: Targets = { Docs: () => ({ targetName: undefined }) };

function templateOf(targets: Targets): object {
  const stack = testStack();
  const gateway = gatewayIn(stack);
  for (const [id, propsOf] of Object.entries(targets)) {
    targetIn(stack, { gateway, ...propsOf(stack) }, id);
  }
  return Template.fromStack(stack).toJSON();
}

/** The effect on the targets when one version of an app is deployed after the other. */
function fates(before: Targets, after: Targets): string[] {
  return fatesOf(TYPE, templateOf(before), templateOf(after));
}

test('Reordering targets does not change them', () => {
  expect(fates({ ...ORDERS, ...STOCK, ...DOCS }, { ...DOCS, ...STOCK, ...ORDERS })).toEqual([]);
  expect(templateOf({ ...ORDERS, ...STOCK })).toEqual(templateOf({ ...STOCK, ...ORDERS }));
});

test('Adding a target does not change the others', () => {
  expect(fates({ ...ORDERS, ...STOCK }, { ...DOCS, ...ORDERS, ...STOCK })).toEqual(['created']);
});

test.each<[change: string, after: Targets]>([
  ['Another name', { Docs: () => ({ targetName: 'papers' }) }],
  [
    'Another source',
    {
      Docs: () => ({
        source: TargetSource.fromMcpServer('https://b.example.com'),
        credentials: TargetCredentials.none(),
        targetName: undefined,
      }),
    },
  ],
  ['A description', { Docs: () => ({ description: 'Documents.', targetName: undefined }) }],
])('%s updates a target in place', (_, after) => {
  expect(fates(DOCS, after)).toEqual(['updated']);
});

test('Another gateway replaces a target', () => {
  const before = templateOf(DOCS) as { Resources: Record<string, { Type: string; Properties: object }> };
  const after = structuredClone(before);
  const [target] = Object.values(after.Resources).filter(({ Type }) => Type === TYPE);
  target.Properties = { ...target.Properties, GatewayIdentifier: 'other-a1b2c3d4e5' };
  expect(fatesOf(TYPE, before, after)).toEqual(['replaced']);
});
