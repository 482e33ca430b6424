import { stacksOfExample } from '../support/shared';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { definitionOf } from '../support/workflow';

const stacks = stacksOfExample('approval-workflow');
const definition = definitionOf(stacks);

describe('The template of approval-workflow', () => {
  const [{ template }] = stacks;
  const resources = Object.values(template.Resources);

  test('generates the signing key, and contains no value of it', () => {
    const secrets = resources.filter(({ Type }) => Type === 'AWS::SecretsManager::Secret');
    expect(secrets.map(({ Properties }) => Properties)).toEqual([
      { GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 } },
    ]);
  });

  const PERMISSIONS = ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeCommand', 'StopRuntimeSession'].map(
    (action) => `bedrock-agentcore:${action}`,
  );
  const policies = (prefix: string) => policiesOf(stacks, roleNamed(stacks, prefix));
  const arnIn = (text: string, service: string) => {
    const found = new RegExp(`arn:aws:${service}:[^"*]+?(?=["*]|:\\*)`).exec(text);
    return found?.[0] ?? '';
  };

  test('lets the workflow invoke its own agent through one endpoint, and its functions', async () => {
    const ofWorkflow = policies('WorkflowRole');
    const harness = arnIn(JSON.stringify(definition), 'bedrock-agentcore');
    const may = (resource: string) => allowedOf(ofWorkflow, ['call', PERMISSIONS, resource]);
    expect(await may(harness)).toEqual(PERMISSIONS.slice(0, 2));
    expect(await may(`${harness}/harness-endpoint/DEFAULT`)).toEqual(PERMISSIONS.slice(0, 2));
    expect(await may(`${harness}/harness-endpoint/live`)).toEqual([]);
    expect(await may(agentCoreArn('harness/neighbor-a1B2c3D4e5'))).toEqual([]);
    const fn = arnIn(JSON.stringify(ofWorkflow), 'lambda');
    const invoke = ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode'];
    expect(await allowedOf(ofWorkflow, ['invoke', invoke, fn])).toEqual(invoke.slice(0, 1));
    expect(await allowedOf(ofWorkflow, ['invoke', invoke, `${fn}2`])).toEqual([]);
  });

  test('lets only the function of the page complete tasks, and only of this workflow', async () => {
    const complete = ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:StartExecution'];
    const machine = arnIn(JSON.stringify(policies('decideServiceRole')), 'states');
    const may = (role: string, resource: string) => allowedOf(policies(role), ['complete', complete, resource]);
    expect(await may('decideServiceRole', machine)).toEqual(complete.slice(0, 1));
    expect(await may('decideServiceRole', `${machine}2`)).toEqual([]);
    for (const role of ['askServiceRole', 'refundServiceRole', 'WorkflowRole']) {
      expect(await may(role, machine)).toEqual([]);
    }
  });

  test('lets the functions of the approval read the key, and only one of them publish', async () => {
    const key = arnIn(JSON.stringify(policies('askServiceRole')), 'secretsmanager');
    const topic = arnIn(JSON.stringify(policies('askServiceRole')), 'sns');
    const read = (role: string) => allowedOf(policies(role), ['read', 'secretsmanager:GetSecretValue', key]);
    const publish = (role: string) => allowedOf(policies(role), ['publish', 'sns:Publish', topic]);
    expect(await Promise.all(['ask', 'decide', 'refund'].map((name) => read(`${name}ServiceRole`)))).toEqual([
      ['secretsmanager:GetSecretValue'],
      ['secretsmanager:GetSecretValue'],
      [],
    ]);
    expect(await Promise.all(['ask', 'decide', 'refund'].map((name) => publish(`${name}ServiceRole`)))).toEqual([
      ['sns:Publish'],
      [],
      [],
    ]);
  });
});
