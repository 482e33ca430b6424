import { Stack } from 'aws-cdk-lib/core';
import { type Endpoint, Harness, HarnessEndpoint, type IAgent, Runtime, RuntimeEndpoint } from '../../src';
import { urlEncodeArn } from '../../src/agent/endpoint';
import { harnessIn, runtimeIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/desk-a1B2c3D4e5';

describe('An ARN in a URL', () => {
  test('is URL-encoded', () => {
    expect(urlEncodeArn(ARN)).toBe(encodeURIComponent(ARN));
  });

  test('is URL-encoded by CloudFormation if it is not known at synth', () => {
    const stack = testStack();
    const { agentArn } = harnessIn(stack);
    const encoded = stack.resolve(urlEncodeArn(agentArn));
    expect(encoded).toEqual({
      'Fn::Join': [
        '%2F',
        {
          'Fn::Split': [
            '/',
            { 'Fn::Join': ['%3A', { 'Fn::Split': [':', { 'Fn::GetAtt': [expect.any(String), 'Arn'] }] }] },
          ],
        },
      ],
    });
  });
});

describe('invocationUrl', () => {
  test('is the URL of the newest version of an agent, or of an endpoint', () => {
    const stack = testStack();
    const harness = harnessIn(stack);
    const endpoint = harness.addEndpoint('live');
    const [agentUrl, endpointUrl] = [harness, endpoint].map(({ invocationUrl }) => plain(stack.resolve(invocationUrl)));
    expect(agentUrl).toMatch(
      /^https:\/\/bedrock-agentcore\.us-east-1\.amazonaws\.com\/harnesses\/invoke\?harnessArn=\$\{Agent\w+\.Arn\}$/,
    );
    expect(endpointUrl).toBe(`${agentUrl}&qualifier=live`);
  });

  test('is a literal in the Region of an imported agent', () => {
    const stack = testStack();
    const harnessArn = ARN.replace('us-east-1', 'eu-west-1');
    const agent = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn });
    const url = `https://bedrock-agentcore.eu-west-1.amazonaws.com/harnesses/invoke?harnessArn=${encodeURIComponent(harnessArn)}`;
    expect(plain(stack.resolve(agent.invocationUrl))).toBe(url);
  });
});

describe('invocationHost and invocationPath', () => {
  const RUNTIME_ARN = ARN.replace('harness/', 'runtime/');
  const AGENTS: Record<string, (stack: Stack) => IAgent | Endpoint> = {
    'a harness': (stack) => harnessIn(stack),
    'an imported harness': (stack) => Harness.fromHarnessArn(stack, 'Desk', ARN),
    'an endpoint of a harness': (stack) => harnessIn(stack).addEndpoint('live'),
    'an imported endpoint of a harness': (stack) =>
      HarnessEndpoint.fromHarnessEndpointArn(stack, 'Live', `${ARN}/harness-endpoint/live`),
    'a runtime': (stack) => runtimeIn(stack),
    'an imported runtime': (stack) => Runtime.fromRuntimeArn(stack, 'Desk', RUNTIME_ARN),
    'an endpoint of a runtime': (stack) => runtimeIn(stack).addEndpoint('live'),
    'an imported endpoint of a runtime': (stack) =>
      RuntimeEndpoint.fromRuntimeEndpointArn(stack, 'Live', `${RUNTIME_ARN}/runtime-endpoint/live`),
  };

  test.each(Object.entries(AGENTS))('are the parts of the URL of %s', (_, agentIn) => {
    const stack = testStack();
    const { invocationHost, invocationPath, invocationUrl } = agentIn(stack);
    expect(plain(stack.resolve(`https://${invocationHost}${invocationPath}`))).toBe(
      plain(stack.resolve(invocationUrl)),
    );
    expect(plain(stack.resolve(invocationHost))).toBe('bedrock-agentcore.us-east-1.amazonaws.com');
  });

  test.each([
    ['a harness', `/harnesses/invoke?harnessArn=${encodeURIComponent(ARN)}`, '&'],
    ['a runtime', `/runtimes/${encodeURIComponent(RUNTIME_ARN)}/invocations`, '?'],
  ])('contain the encoded ARN of %s, and the qualifier of its endpoint', (kind, path, separator) => {
    const agent = AGENTS[`an imported ${kind.slice(2)}`](testStack());
    const endpoint = AGENTS[`an imported endpoint of ${kind}`](testStack());
    expect(agent.invocationPath).toBe(path);
    expect(endpoint.invocationPath).toBe(`${path}${separator}qualifier=live`);
  });

  test('have the Region of an imported agent, and the domain of the partition', () => {
    const stack = testStack({ env: { account: '111122223333', region: 'cn-north-1' } });
    const here = harnessIn(stack);
    const there = Runtime.fromRuntimeArn(stack, 'Desk', RUNTIME_ARN.replace('us-east-1', 'cn-northwest-1'));
    expect([here, there].map(({ invocationHost }) => stack.resolve(invocationHost))).toEqual([
      { 'Fn::Join': ['', ['bedrock-agentcore.cn-north-1.', { Ref: 'AWS::URLSuffix' }]] },
      { 'Fn::Join': ['', ['bedrock-agentcore.cn-northwest-1.', { Ref: 'AWS::URLSuffix' }]] },
    ]);
  });

  test('have the Region of the stack if it is not known at synth', () => {
    const stack = new Stack();
    expect(stack.resolve(harnessIn(stack).invocationHost)).toEqual({
      'Fn::Join': ['', ['bedrock-agentcore.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
    });
  });
});
