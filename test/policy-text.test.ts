/** No text of a user is a pattern or a policy variable in a statement, unless its documentation says so. */
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { STRING_ROWS } from './fixtures/strings';
import { ACCOUNT, REGION } from './helpers';

/** Documented as patterns or policy variables. */
const PATTERNS = [
  // The user writes the statement.
  ...['UseAnythingOptions.actions', 'UseAnythingOptions.resourceArns', 'Use.of(name)'],
  ...['GatewayRoleOptions.actions', 'GatewayRoleOptions.resourceArns'],
  // Patterns of actor IDs, and namespaces with policy variables.
  ...['MemoryScope.additionalActorIds', 'MemoryScope.namespacePath', 'UseMemoryOptions.additionalActorIds'],
];

const SPECIAL = ['mark*er', 'mark?er', 'mark$' + '{aws:username}'];

/** Texts that are valid for as many properties as possible, apart from the special characters in them. */
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

/** The statements of everything that IAM reads in a template. */
function statementsOf(stack: Stack): string[] {
  const resources = Object.values(Template.fromStack(stack).toJSON().Resources ?? {}) as Array<{
    Type: string;
    Properties?: Record<string, unknown>;
  }>;
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (typeof value === 'object' && value !== null) {
      if ('Statement' in value) {
        found.push(...(value.Statement as unknown[]).map((statement) => JSON.stringify(statement)));
      } else {
        Object.values(value).forEach(visit);
      }
    }
  };
  resources.forEach(({ Properties }) => visit(Properties));
  return found;
}

let tried = 0;
let accepted = 0;

describe.each(SPECIAL)('%s matches only itself in the statements of', (special) => {
  const rows = Object.entries(STRING_ROWS).filter(([name]) => !PATTERNS.includes(name));

  test.each(rows)('%s', (_, use) => {
    for (const text of shapesOf(special)) {
      tried++;
      const stack = new Stack(new App({ analyticsReporting: false }), 'Test', {
        env: { account: ACCOUNT, region: REGION },
      });
      let statements: string[];
      try {
        use(stack, text);
        statements = statementsOf(stack);
      } catch {
        continue;
      }
      accepted++;
      expect(statements.filter((statement) => statement.includes(special))).toEqual([]);
    }
  });
});

afterAll(() => {
  console.info(`${tried} texts were tried on ${Object.keys(STRING_ROWS).length} strings, ${accepted} were accepted.`);
});
