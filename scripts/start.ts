/** Synthesizes the quickstart, and says for a person what is in it. */
import { type Resource, readStacks, type Statement, synthesize } from './assembly';

const OUTPUT = 'cdk.out';
const PSEUDO: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': '<region>',
  'AWS::AccountId': '<account>',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A value of a template as a person would write it. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [[intrinsic, argument]] = Object.entries(value);
  if (intrinsic === 'Ref') {
    return PSEUDO[argument] ?? `<${argument}>`;
  }
  if (intrinsic === 'Fn::GetAtt') {
    return `<${argument.join('.')}>`;
  }
  if (intrinsic === 'Fn::Join') {
    return argument[1].map(plain).join(argument[0]);
  }
  return JSON.stringify(value);
}

function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

function statementsOf({ Properties = {} }: Resource): Statement[] {
  const inline = (Properties.Policies ?? []) as Array<{ PolicyDocument: { Statement: Statement[] } }>;
  const own = Properties.PolicyDocument as { Statement: Statement[] } | undefined;
  return [...inline.map((policy) => policy.PolicyDocument), ...(own ? [own] : [])].flatMap(
    ({ Statement }) => Statement,
  );
}

function printStatement({ Sid, Effect, Action, Resource, Condition }: Statement): void {
  console.log(`  ${Effect === 'Deny' ? 'never ' : ''}${Sid ?? 'no name'}`);
  console.log(`      ${list(Action).join(', ')}`);
  for (const resource of list(Resource)) {
    console.log(`      on ${plain(resource)}`);
  }
  for (const [operator, keys] of Object.entries(Condition ?? {})) {
    for (const [key, value] of Object.entries(keys as object)) {
      console.log(`      if ${key} ${operator} ${plain(value)}`);
    }
  }
}

function isOf(type: string): (entry: [string, Resource]) => boolean {
  return ([, resource]) => resource.Type === `AWS::BedrockAgentCore::${type}`;
}

function printStack(stack: string, resources: Record<string, Resource>): void {
  const entries = Object.entries(resources);
  console.log(`\n${stack}: ${entries.length} resources`);
  for (const [id, { Type }] of entries) {
    console.log(`  ${Type.padEnd(32)} ${id}`);
  }
  console.log('\nWhat the agent may do, by the feature that asked for it');
  entries.flatMap(([, resource]) => statementsOf(resource)).forEach(printStatement);
  console.log('\nWhere callers find it');
  for (const [id, { Properties = {} }] of entries.filter(isOf('Harness'))) {
    const way = Properties.AuthorizerConfiguration ? 'with a token' : 'with the permission of grants.invoke';
    console.log(`  ${Properties.HarnessName}, endpoint DEFAULT: always the newest version, ${way}`);
    console.log(`      InvokeHarness --harness-arn <${id}.Arn>`);
  }
  for (const [, { Properties = {} }] of entries.filter(isOf('HarnessEndpoint'))) {
    console.log(`  endpoint ${Properties.EndpointName}: version ${plain(Properties.TargetVersion)}`);
  }
}

synthesize('quickstart', OUTPUT);
for (const [stack, resources] of readStacks(OUTPUT)) {
  printStack(stack, resources);
}
console.log(`\nTo deploy it, with AWS credentials at hand:\n  npx cdk deploy --app ${OUTPUT}\n`);
