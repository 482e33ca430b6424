import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack } from 'aws-cdk-lib/core';
import {
  AgentAlarms,
  Harness,
  HarnessEndpoint,
  type IMetered,
  type IRuntime,
  Runtime,
  RuntimeEndpoint,
} from '../../src';
import { ACCOUNT, harnessIn, REGION, runtimeIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

function saidOf(metric: Metric, of: IMetered): unknown {
  const { namespace, metricName, statistic, period, dimensions } = metric;
  const { stack } = of as unknown as Runtime;
  return plain(stack.resolve({ namespace, metricName, statistic, period: period.toSeconds(), dimensions }));
}

const ARN = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}`;

describe('A metric of an agent', () => {
  test('has the dimensions of the endpoint DEFAULT of a runtime', () => {
    const runtime = runtimeIn(testStack(), { runtimeName: 'desk' });
    expect(saidOf(runtime.metricInvocations(), runtime)).toEqual({
      namespace: 'AWS/Bedrock-AgentCore',
      metricName: 'Invocations',
      statistic: 'Sum',
      period: 300,
      dimensions: {
        Operation: 'InvokeAgentRuntime',
        Resource: expect.stringMatching(/^\$\{Agent\w+\.AgentRuntimeArn\}$/),
        Name: 'desk::DEFAULT',
      },
    });
  });

  test('has the name of the endpoint and the ARN of the agent', () => {
    const runtime = runtimeIn(testStack(), { runtimeName: 'desk' });
    expect(saidOf(runtime.addEndpoint('live').metricInvocations(), runtime)).toMatchObject({
      dimensions: { Resource: expect.stringMatching(/\.AgentRuntimeArn\}$/), Name: 'desk::live' },
    });
  });

  test('has the dimensions of the managed runtime of a harness', () => {
    const harness = harnessIn(testStack());
    const runtime = '.Environment.AgentCoreRuntimeEnvironment.AgentRuntime';
    for (const [metered, endpoint] of [[harness, 'DEFAULT'] as const, [harness.addEndpoint('live'), 'live'] as const]) {
      const { dimensions } = saidOf(metered.metricInvocations(), harness) as { dimensions: Record<string, string> };
      expect(dimensions.Resource).toContain(`${runtime}Arn}`);
      expect(dimensions.Name).toMatch(new RegExp(`^\\$\\{Agent.*${runtime}Name\\}::${endpoint}$`));
    }
  });

  test('is derived from the ARN of an imported runtime', () => {
    const stack = testStack();
    const runtime = Runtime.fromRuntimeAttributes(stack, 'Shared', { runtimeArn: `${ARN}:runtime/desk-a1B2c3D4e5` });
    const endpoint = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' });
    expect(saidOf(endpoint.metricInvocations(), runtime)).toMatchObject({
      dimensions: { Resource: `${ARN}:runtime/desk-a1B2c3D4e5`, Name: 'desk::live' },
    });
  });

  test.each<[which: string, of: (runtime: IRuntime) => IMetered]>([
    ['runtime', (runtime) => runtime],
    [
      'endpoint',
      (runtime) =>
        RuntimeEndpoint.fromRuntimeEndpointAttributes(Stack.of(runtime), `${runtime.node.id}Live`, {
          runtime,
          endpointName: 'live',
        }),
    ],
  ])('has the Region and account of an imported %s, and rejects alarms in another Region', (_, of) => {
    const stack = testStack();
    const importedFrom = (region: string, account: string) => {
      const runtimeArn = `arn:aws:bedrock-agentcore:${region}:${account}:runtime/desk-a1B2c3D4e5`;
      return of(Runtime.fromRuntimeAttributes(stack, `In${region}${account}`, { runtimeArn }));
    };
    const far = importedFrom('eu-west-1', '444455556666');
    expect(far.metricInvocations()).toMatchObject({ region: 'eu-west-1', account: '444455556666' });
    expect(() => new AgentAlarms(stack, 'Far', { watched: far })).toThrow(/Cannot create an Alarm in region/);
    expect(() => new AgentAlarms(stack, 'Near', { watched: importedFrom(REGION, ACCOUNT) })).not.toThrow();
  });

  test('requires runtimeArn of an imported harness', () => {
    const stack = testStack();
    const harnessArn = `${ARN}:harness/desk-a1B2c3D4e5`;
    const runtimeArn = `${ARN}:runtime/harness_desk-a1B2c3D4e5`;
    const known = Harness.fromHarnessAttributes(stack, 'Known', { harnessArn, runtimeArn });
    expect(saidOf(known.metricInvocations(), known)).toMatchObject({
      dimensions: { Resource: runtimeArn, Name: 'harness_desk::DEFAULT' },
    });
    const unknown = Harness.fromHarnessAttributes(stack, 'Unknown', { harnessArn });
    const live = HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', {
      harness: unknown,
      endpointName: 'live',
    });
    for (const metered of [unknown, live]) {
      expect(() => metered.metricInvocations()).toThrow(
        'Test/Unknown: metrics and logs of an imported harness belong to its managed runtime, which is not known. Pass runtimeArn to Harness.fromHarnessAttributes.',
      );
    }
  });

  test.each<[name: string, statistic: string, of: (it: IMetered) => Metric]>([
    ['Invocations', 'Sum', (it) => it.metricInvocations()],
    ['SystemErrors', 'Sum', (it) => it.metricSystemErrors()],
    ['UserErrors', 'Sum', (it) => it.metricUserErrors()],
    ['Throttles', 'Sum', (it) => it.metricThrottles()],
    ['Latency', 'Average', (it) => it.metricLatency()],
    ['SessionCount', 'Sum', (it) => it.metricSessions()],
    ['TotalTokens', 'Sum', (it) => it.metric('TotalTokens')],
  ])('has the name %s and the statistic %s', (metricName, statistic, of) => {
    const runtime = runtimeIn(testStack());
    expect(saidOf(of(runtime), runtime)).toMatchObject({ metricName, statistic, period: 300 });
  });

  test('has the given options', () => {
    const runtime = runtimeIn(testStack(), { runtimeName: 'desk' });
    const options = {
      statistic: 'p90',
      period: Duration.minutes(1),
      dimensionsMap: { Operation: 'StopRuntimeSession' },
    };
    expect(saidOf(runtime.metricLatency(options), runtime)).toMatchObject({
      statistic: 'p90',
      period: 60,
      dimensions: { Operation: 'StopRuntimeSession', Name: 'desk::DEFAULT' },
    });
  });
});

describe('logGroup', () => {
  const GROUP = '/aws/bedrock-agentcore/runtimes';
  const nameOf = ({ stack, logGroup, logGroupName }: IMetered & { readonly stack: Stack }) => {
    expect(stack.resolve(logGroup.logGroupName)).toEqual(stack.resolve(logGroupName));
    return plain(stack.resolve(logGroupName));
  };

  test('is the log group of the endpoint DEFAULT of an agent', () => {
    expect(nameOf(runtimeIn(testStack()))).toMatch(
      /^\/aws\/bedrock-agentcore\/runtimes\/\$\{Agent\w+\.AgentRuntimeId\}-DEFAULT$/,
    );
    expect(nameOf(harnessIn(testStack()))).toMatch(
      /^\/aws\/bedrock-agentcore\/runtimes\/\$\{Agent\w+\.Environment\.AgentCoreRuntimeEnvironment\.AgentRuntimeId\}-DEFAULT$/,
    );
  });

  test('is the log group of a named endpoint', () => {
    expect(nameOf(runtimeIn(testStack()).addEndpoint('live'))).toMatch(/\.AgentRuntimeId\}-live$/);
    expect(nameOf(harnessIn(testStack()).addEndpoint('live'))).toMatch(/\.AgentRuntimeId\}-live$/);
  });

  test('is derived from the ARN of the runtime of an import', () => {
    const stack = testStack();
    const runtimeArn = `${ARN}:runtime/desk-a1B2c3D4e5`;
    const runtime = Runtime.fromRuntimeAttributes(stack, 'Runtime', { runtimeArn });
    expect(nameOf(runtime)).toBe(`${GROUP}/desk-a1B2c3D4e5-DEFAULT`);
    const harnessArn = `${ARN}:harness/desk-a1B2c3D4e5`;
    expect(nameOf(Harness.fromHarnessAttributes(stack, 'Harness', { harnessArn, runtimeArn }) as Harness)).toBe(
      `${GROUP}/desk-a1B2c3D4e5-DEFAULT`,
    );
  });

  test('is in the account and Region of an import', () => {
    const stack = testStack();
    const runtimeArn = 'arn:aws:bedrock-agentcore:eu-west-1:444455556666:runtime/desk-a1B2c3D4e5';
    const { logGroup } = Runtime.fromRuntimeAttributes(stack, 'Runtime', { runtimeArn });
    expect(logGroup.logGroupArn).toMatch(
      /:logs:eu-west-1:444455556666:log-group:\/aws\/bedrock-agentcore\/runtimes\/desk-a1B2c3D4e5-DEFAULT:\*$/,
    );
    expect(logGroup.env).toEqual({ account: '444455556666', region: 'eu-west-1' });
  });

  test('is the same construct each time', () => {
    const runtime = runtimeIn(testStack());
    expect(runtime.node.tryFindChild('LogGroup')).toBeUndefined();
    expect(runtime.logGroup).toBe(runtime.logGroup);
  });

  test('throws for a harness that is imported without runtimeArn', () => {
    const harness = Harness.fromHarnessAttributes(testStack(), 'Harness', {
      harnessArn: `${ARN}:harness/desk-a1B2c3D4e5`,
    });
    expect(() => harness.logGroup).toThrow(/Pass runtimeArn to Harness\.fromHarnessAttributes\.$/);
  });
});
