/** Values of the right type that look unusual. */
import { CfnGateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnParameter, type Duration, Fn, type Stack } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';
import { ARTIFACT, harnessIn, MODEL, messageOf, runtimeIn, testStack } from '../support/helpers';
import { NOTHING, untyped } from './types-fixtures';

describe('A value of the right type', () => {
  /** The same class in another copy of its package. */
  function copyOf(fqn: string): new () => object {
    class Copy {}
    Object.defineProperty(Copy, Symbol.for('jsii.rtti'), { value: { fqn, version: '0.0.0' } });
    return Copy;
  }

  test('is accepted from another copy of its package', () => {
    const duration = Object.assign(new (copyOf('aws-cdk-lib.Duration'))(), { toSeconds: () => 60 });
    expect(
      messageOf(() =>
        agentcore.TargetSource.passthrough('https://example.com', agentcore.PassthroughProtocol.CUSTOM, {
          stickyFor: untyped<Duration>(duration),
        }),
      ),
    ).toBe(NOTHING);
    const Browser = copyOf('cdk-agentcore.Tool');
    const tool = new (class extends Browser {
      public readonly _kind = 'browser';
    })();
    expect(messageOf(() => harnessIn(testStack(), { tools: untyped([tool]) }))).not.toMatch(/must be/);
  });

  test('is accepted as a subclass that the user defines', () => {
    class Desk extends agentcore.Harness {}
    expect(messageOf(() => new Desk(testStack(), 'Desk', { model: MODEL }))).toBe(NOTHING);
    const alarms = (stack: Stack) =>
      new agentcore.AgentAlarms(stack, 'Alarms', { watched: new Desk(stack, 'Desk', { model: MODEL }) });
    expect(messageOf(() => alarms(testStack()))).toBe(NOTHING);
  });

  test('is accepted as an L1 resource or an object with the identifying properties', () => {
    const gateway = (stack: Stack) =>
      new CfnGateway(stack, 'Gateway', { name: 'tools', authorizerType: 'NONE', roleArn: 'arn:aws:iam::1:role/tools' });
    expect(messageOf(() => agentcore.Tool.gateway(gateway(testStack())))).toBe(NOTHING);
    const double = { gatewayRef: { gatewayArn: 'arn', gatewayIdentifier: 'id' } };
    expect(messageOf(() => agentcore.Tool.gateway(untyped(double)))).toBe(NOTHING);
    // jsii creates such a proxy for an object of another language.
    const proxy = Object.defineProperty({}, 'gatewayRef', { get: () => double.gatewayRef, configurable: true });
    expect(messageOf(() => agentcore.Tool.gateway(untyped(proxy)))).toBe(NOTHING);
  });

  test('is accepted as a token', () => {
    const stack = testStack();
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const list = Fn.split(',', text);
    const model = agentcore.Model.bedrock(text, { maxTokens: number, additionalParams: { one: Fn.getAtt('A', 'B') } });
    expect(messageOf(() => harnessIn(stack, { model, systemPrompt: text, allowedTools: list }))).toBe(NOTHING);
    const apiFormat = agentcore.BedrockApiFormat.of(text);
    expect(messageOf(() => harnessIn(testStack(), { model: agentcore.Model.bedrock('m', { apiFormat }) }))).toBe(
      NOTHING,
    );
  });

  test('is accepted with properties that another struct requires', () => {
    const shared = { model: MODEL, artifact: ARTIFACT, description: 'Answers.' };
    expect(messageOf(() => harnessIn(testStack(), shared))).toBe(NOTHING);
    expect(messageOf(() => runtimeIn(testStack(), shared))).toBe(NOTHING);
  });
});
