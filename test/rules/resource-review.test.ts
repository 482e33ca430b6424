/** Checks that need the whole app: the tags of resources and the uniqueness of their names. */
import { CfnHarness, CfnHarnessEndpoint, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, CfnCondition, CfnParameter, Fn, Lazy, Stack, Stage } from 'aws-cdk-lib/core';
import { HarnessEndpoint, Runtime, RuntimeEndpoint } from '../../src';
import { ACCOUNT, messageOf, REGION } from '../support/helpers';
import { ENV, harness, inStack, MAKERS, runtime, synthesized } from './resource-review-fixtures';

describe.each(MAKERS)('%s', (prop, _, make) => {
  test('is rejected for two constructs in one stack, with the paths of both', () => {
    const said = inStack((stack) => [make(stack, 'First', 'desk'), make(stack, 'Second', 'desk')]);
    expect(said).toContain(
      `${prop} must be unique in an account and Region, got "desk" for Test/First, Test/Second. Use a different ${prop} for each.`,
    );
  });

  test('can differ, and is unique by default', () => {
    expect(inStack((stack) => [make(stack, 'First', 'desk'), make(stack, 'Second', 'shop')])).toBe(
      'nothing was thrown',
    );
    expect(inStack((stack) => [make(stack, 'First'), make(stack, 'Second')])).toBe('nothing was thrown');
  });
});

describe('A name', () => {
  const inStacks = (first: object, second: object) =>
    synthesized((app) => {
      harness(new Stack(app, 'One', first), 'Agent', 'desk');
      harness(new Stack(app, 'Two', second), 'Agent', 'desk');
    });
  const inStages = (first: object, second: object) =>
    synthesized((app) => {
      harness(new Stack(new Stage(app, 'One', first), 'Stack'), 'Agent', 'desk');
      harness(new Stack(new Stage(app, 'Two', second), 'Stack'), 'Agent', 'desk');
    });

  test('is rejected in two stacks of one environment', () => {
    expect(inStacks({ env: ENV }, { env: ENV })).toContain('got "desk" for One/Agent, Two/Agent.');
  });

  test('can be reused in another Region or account', () => {
    expect(inStacks({ env: ENV }, { env: { ...ENV, region: 'eu-west-1' } })).toBe('nothing was thrown');
    expect(inStacks({ env: ENV }, { env: { ...ENV, account: '444455556666' } })).toBe('nothing was thrown');
    expect(inStacks({ env: ENV }, {})).toBe('nothing was thrown');
  });

  test('is rejected in two stacks that are deployed to the same unknown environment', () => {
    expect(inStacks({}, {})).toContain('got "desk" for One/Agent, Two/Agent.');
  });

  test('is rejected in two stages of one environment, and not checked if the environments are not known', () => {
    expect(inStages({ env: ENV }, { env: ENV })).toContain('got "desk" for One/Stack/Agent, Two/Stack/Agent.');
    expect(inStages({}, {})).toBe('nothing was thrown');
  });

  test('is rejected if an L1 resource also has it, and not checked between two L1 resources', () => {
    const l1 = (stack: Stack, id: string) =>
      new CfnHarness(stack, id, {
        harnessName: 'desk',
        model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
        executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/agent`,
      });
    expect(inStack((stack) => [harness(stack, 'Agent', 'desk'), l1(stack, 'Other')])).toContain(
      'for Test/Agent, Test/Other.',
    );
    expect(inStack((stack) => [harness(stack, 'Agent', 'shop'), l1(stack, 'One'), l1(stack, 'Two')])).not.toContain(
      'must be unique',
    );
  });

  test('can be shared by resources with mutually exclusive conditions, and not with an unconditional resource', () => {
    const conditional = (stack: Stack, id: string) => {
      const condition = new CfnCondition(stack, `${id}Only`, { expression: Fn.conditionEquals(stack.region, id) });
      const made = harness(stack, id, 'desk');
      (made.node.defaultChild as CfnHarness).cfnOptions.condition = condition;
    };
    expect(inStack((stack) => [conditional(stack, 'One'), conditional(stack, 'Two')])).toBe('nothing was thrown');
    expect(inStack((stack) => [conditional(stack, 'One'), harness(stack, 'Two', 'desk')])).toContain('must be unique');
  });

  test('is not checked if it is only known at deployment', () => {
    const said = inStack((stack) => {
      const { valueAsString } = new CfnParameter(stack, 'Name');
      harness(stack, 'First', valueAsString);
      harness(stack, 'Second', valueAsString);
    });
    expect(said).toBe('nothing was thrown');
  });

  test('is resolved from a lazy value and a property override', () => {
    const said = inStack((stack) => {
      harness(stack, 'First', Lazy.string({ produce: () => 'desk' }));
      const second = harness(stack, 'Second', 'shop');
      (second.node.defaultChild as CfnHarness).addPropertyOverride('HarnessName', 'desk');
    });
    expect(said).toContain('got "desk" for Test/First, Test/Second.');
  });

  test('can be the same for a harness and a runtime', () => {
    expect(inStack((stack) => [harness(stack, 'One', 'desk'), runtime(stack, 'Two', 'desk')])).toBe(
      'nothing was thrown',
    );
  });

  test('is checked in one pass for 2,000 agents', () => {
    const app = new App({ analyticsReporting: false });
    const stacks = Array.from({ length: 20 }, (_, index) => new Stack(app, `Stack${index}`, { env: ENV }));
    for (const stack of stacks) {
      for (let index = 0; index < 100; index += 1) {
        new CfnRuntime(stack, `Runtime${index}`, {
          agentRuntimeName: `${stack.node.id}_${index}`,
          agentRuntimeArtifact: {},
          roleArn: 'arn:aws:iam::111122223333:role/x',
        });
      }
    }
    harness(stacks[0], 'Agent', 'desk');
    harness(stacks[1], 'Agent', 'desk');
    const validations = [app, ...stacks].map(({ node }) => node.validate()).filter((found) => found.length > 0);
    expect(validations).toEqual([[expect.stringContaining('for Stack0/Agent, Stack1/Agent.')]]);
  });
});

describe('The name of an endpoint', () => {
  test('is rejected if it is added twice', () => {
    const stack = new Stack(new App(), 'Test', { env: ENV });
    for (const agent of [harness(stack, 'Harness'), runtime(stack, 'Runtime')]) {
      agent.addEndpoint('live');
      expect(messageOf(() => agent.addEndpoint('live'))).toBe(
        `${agent.node.path}: endpointName must be unique on an agent, got "live", which ${agent.node.path}/Endpoint-live already has. Use a different endpointName.`,
      );
      expect(messageOf(() => agent.addEndpoint('Live'))).toBe('nothing was thrown');
    }
  });

  test('is rejected if addEndpoint and HarnessEndpoint both use it', () => {
    const said = inStack((stack) => {
      const agent = harness(stack, 'Agent');
      agent.addEndpoint('live');
      new HarnessEndpoint(stack, 'Live', { harness: agent, endpointName: 'live' });
    });
    expect(said).toContain(
      'endpointName must be unique on an agent, got "live" for Test/Agent/Endpoint-live, Test/Live. Use a different endpointName for each.',
    );
  });

  test('is rejected if two endpoints of an imported agent have it', () => {
    const said = inStack((stack) => {
      const runtimeArn = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/desk-a1B2c3D4e5`;
      const [one, two] = ['One', 'Two'].map((id) =>
        Runtime.fromRuntimeAttributes(stack, id, { runtimeArn, version: '1' }),
      );
      new RuntimeEndpoint(stack, 'Live', { runtime: one, endpointName: 'live' });
      new RuntimeEndpoint(stack, 'AlsoLive', { runtime: two, endpointName: 'live' });
    });
    expect(said).toContain('got "live" for Test/Live, Test/AlsoLive.');
  });

  test('is rejected if an L1 resource also has it', () => {
    const said = inStack((stack) => {
      const agent = harness(stack, 'Agent');
      agent.addEndpoint('live');
      new CfnHarnessEndpoint(stack, 'Live', { harnessId: agent.agentId, endpointName: 'live' });
    });
    expect(said).toContain('for Test/Agent/Endpoint-live, Test/Live.');
  });

  test('can be reused on another agent', () => {
    const said = inStack((stack) => {
      harness(stack, 'One').addEndpoint('live');
      harness(stack, 'Two').addEndpoint('live');
      runtime(stack, 'Three').addEndpoint('live');
    });
    expect(said).toBe('nothing was thrown');
  });
});

describe('The name of the runtime that AgentCore creates for a harness', () => {
  const named = (runtimeName: string, region = REGION) =>
    synthesized((app) => {
      harness(new Stack(app, 'Test', { env: ENV }), 'Desk', 'desk');
      runtime(new Stack(app, 'Other', { env: { ...ENV, region } }), 'Code', runtimeName);
    });

  test('is rejected for a runtime of the same account and Region', () => {
    expect(named('harness_desk')).toMatch(
      /runtimeName must not be "harness_desk" for Other\/Code, because AgentCore creates a runtime of that name for the harness Test\/Desk\. Use a different runtimeName\./,
    );
  });

  test('is accepted in another Region, and other names are accepted in the same Region', () => {
    expect(named('harness_desk', 'eu-west-1')).toBe('nothing was thrown');
    expect(named('desk')).toBe('nothing was thrown');
  });
});
