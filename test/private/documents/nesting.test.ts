import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Artifact, Model, Skill, Tool, ToolSchema } from '../../../src';
import { harnessIn, messageOf, runtimeIn, testStack } from '../../support/helpers';

const cyclic: Record<string, unknown> = { type: 'object' };
cyclic.properties = { self: cyclic };

function deep(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = { type: 'object' };
  for (let level = 0; level < levels; level++) {
    value = { type: 'object', properties: { a: value } };
  }
  return value;
}

describe.each<[string, Record<string, unknown>]>([
  ['that contains itself', cyclic],
  ['nested 10,000 levels deep', deep(5_000)],
])('A value %s', (_, value) => {
  test.each<[string, string, () => unknown]>([
    [
      'the input schema of a tool',
      'inputSchema',
      () => harnessIn(testStack(), { tools: [Tool.inlineFunction('ask', { description: 'a', inputSchema: value })] }),
    ],
    [
      'additional parameters',
      'additionalParams',
      () => harnessIn(testStack(), { model: Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: value }) }),
    ],
  ])('is rejected in %s', (__, prop, make) => {
    const message = messageOf(make);
    expect(message).toContain(`: ${prop}`);
    expect(message).toMatch(/must be a JSON value.* It (contains itself|is nested more than 200 levels deep)\.$/);
  });

  test('is rejected in a tool of a target', () => {
    const tool = { name: 'a', description: 'A.', inputSchema: value };
    expect(messageOf(() => ToolSchema.fromObject([tool]))).toMatch(
      /^ToolSchema\.fromObject: tools\[0\]\.inputSchema\.properties\..*(itself|200 levels deep)\.$/,
    );
  });
});

test('a message shows 100 kB of input in at most 2,000 characters', () => {
  const long = 'x y'.repeat(33_000);
  for (const make of [
    () => harnessIn(testStack(), { model: Model.bedrock(long) }),
    () => harnessIn(testStack(), { model: Model.litellm(long) }),
    () => harnessIn(testStack(), { harnessName: long }),
    () => harnessIn(testStack(), { tools: [Tool.remoteMcp(long, long), Tool.remoteMcp(long, long)] }),
    () => harnessIn(testStack(), { skills: [Skill.fromDirectory(long), Skill.fromGit(long), Skill.fromPath(long)] }),
    () => harnessIn(testStack(), { environment: { [long]: long } }),
    () => runtimeIn(testStack(), { artifact: Artifact.fromPython(long) }),
    () => runtimeIn(testStack(), { artifact: Artifact.fromTypescript(long) }),
    () =>
      runtimeIn(testStack(), {
        artifact: Artifact.fromDirectory(long, { runtime: AgentCoreRuntime.NODE_22, entryPoint: [long] }),
      }),
  ]) {
    const lines = messageOf(make).split('\n');
    expect(lines[0]).toMatch(/^Test\/Agent:/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2_100);
  }
});
