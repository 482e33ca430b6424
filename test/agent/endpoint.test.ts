import { Harness } from '../../src';
import { urlEncodeArn } from '../../src/agent/endpoint';
import { harnessIn, testStack } from '../support/helpers';
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
