/** User input is never a pattern or a policy variable in a statement, unless the property is documented as one. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { STRING_ROWS } from '../support/fixtures/strings';
import { ACCOUNT, REGION } from '../support/helpers';

/** Documented as patterns or policy variables. */
const PATTERNS = [
  // The user provides the whole statement.
  ...['UseAnythingOptions.actions', 'UseAnythingOptions.resourceArns', 'Use.of(name)'],
  ...['GatewayRoleOptions.actions', 'GatewayRoleOptions.resourceArns'],
  // Patterns of actor IDs, and namespaces with policy variables.
  ...['MemoryScope.additionalActorIds', 'MemoryScope.namespacePath', 'UseMemoryOptions.additionalActorIds'],
];

const PLAIN = 'marker';
const SPECIAL = ['mark*er', 'mark?er', 'mark$' + '{aws:username}'];

/** Texts that would be valid for as many properties as possible without their special characters. */
function shapesOf(text: string): string[] {
  const arn = (service: string, resource: string, region = REGION, account = ACCOUNT) =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  return [
    text,
    `/${text}`,
    `${text}/`,
    `/${text}/`,
    `https://${text}.example.com/${text}`,
    `s3://${text}/${text}`,
    `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${text}:v1`,
    `amazon.${text}`,
    `us.anthropic.${text}`,
    ...['runtime', 'harness', 'memory', 'gateway', 'capacity-provider', 'browser', 'code-interpreter'].map((type) =>
      arn('bedrock-agentcore', `${type}/${text}-0123456789`),
    ),
    ...['apikeycredentialprovider', 'oauth2credentialprovider'].map((type) =>
      arn('bedrock-agentcore', `token-vault/default/${type}/${text}`),
    ),
    ...['guardrail', 'inference-profile', 'application-inference-profile', 'prompt-router'].map((type) =>
      arn('bedrock', `${type}/${text}`),
    ),
    arn('bedrock', `foundation-model/${text}`, REGION, ''),
    arn('lambda', `function:${text}`),
    arn('sns', text),
    arn('kms', `key/${text}`),
    arn('secretsmanager', `secret:${text}-abcdef`),
    arn('s3', text, '', ''),
    arn('iam', `role/${text}`, ''),
    arn('iam', `instance-profile/${text}`, ''),
    arn('s3files', `file-system/${text}`),
    arn('s3files', `file-system/fs-0123456789abcdef0/access-point/${text}`),
    arn('elasticfilesystem', `access-point/${text}`),
    arn('elasticfilesystem', `file-system/${text}`),
    arn('resource-groups', `group/${text}`),
    arn('license-manager', `license-configuration:${text}`),
    arn('vpc-lattice', `resourceconfiguration/${text}`),
  ];
}

/** The statements of all policies in a template. */
function statementsOf(stack: Stack): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) {
        visit(item);
      }
    } else if (typeof value === 'object' && value !== null) {
      if ('Statement' in value) {
        found.push(...(value.Statement as unknown[]).map((statement) => JSON.stringify(statement)));
      } else {
        for (const member of Object.values(value)) {
          visit(member);
        }
      }
    }
  };
  for (const resource of stack.node.findAll().filter(CfnResource.isCfnResource)) {
    // Writing the template of each stack to disk would take most of the time.
    visit(stack.resolve((resource as never as { _toCloudFormation(): object })._toCloudFormation()));
  }
  return found;
}

const outdir = mkdtempSync(join(tmpdir(), 'policy-text-'));
const rows = Object.entries(STRING_ROWS).filter(([name]) => !PATTERNS.includes(name));

/** The statements that are created with a text, or none if the text is rejected. */
function statementsWith(use: (stack: Stack, text: string) => unknown, text: string): string[] {
  const app = new App({ analyticsReporting: false, outdir });
  const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } });
  try {
    use(stack, text);
    return statementsOf(stack);
  } catch {
    return [];
  }
}

let inStatements = 0;

describe.each(rows)('%s', (_, use) => {
  test('matches only itself in statements', () => {
    for (const [index, plain] of shapesOf(PLAIN).entries()) {
      // Only a text that is part of a statement can be a pattern in it.
      if (statementsWith(use, plain).some((statement) => statement.includes(PLAIN))) {
        inStatements++;
        for (const special of SPECIAL) {
          const statements = statementsWith(use, shapesOf(special)[index]);
          expect(statements.filter((statement) => statement.includes(special))).toEqual([]);
        }
      }
    }
  });
});

afterAll(() => {
  console.info(`${rows.length} strings were tried, in ${inStatements} ways they are part of a statement.`);
});
