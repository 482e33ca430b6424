import {
  type CfnApiKeyCredentialProvider,
  type CfnHarness,
  Gateway,
  GatewayAuthorizer,
  Memory,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnMultiRegionAccessPoint } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type CfnElement, CfnResource, Stack } from 'aws-cdk-lib/core';
import { readSchemas, type Schema } from '../../scripts/schemas';
import { ApiKey, Harness, HarnessMemory, Model, Tool } from '../../src';
import { FIXTURES } from '../support/fixtures';
import { ACCOUNT, harnessIn, MODEL, REGION } from '../support/helpers';
import { IDENTITIES } from '../support/identities';
import { stacksOfExample, stacksOfFixture } from '../support/shared';
import { list, policiesIn } from '../support/simulate';
import { exampleNames, STRICT, type SynthesizedStack, synthesizeApp, synthesizeStack } from '../support/synthesize';
import { FOLLOWED, wire } from '../support/wiring';

/** Validates templates against the schemas after every reference is resolved. */
function validate(stacks: SynthesizedStack[]): void {
  strictly((stack) => {
    for (const { stack: name, template } of wire(stacks)) {
      for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
        new CfnResource(stack, `${name}${id}`, { type: Type, properties: Properties });
      }
    }
  });
}

function strictly(fill: (stack: Stack) => void): void {
  delete process.env.CDK_VALIDATION;
  try {
    synthesizeStack(fill, STRICT);
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
}

// The validation reloads the schemas for each template with a new type. An empty resource of each type avoids that.
beforeAll(() => {
  const types = [...Object.keys(IDENTITIES), 'AWS::IAM::Policy'].filter((type) => FOLLOWED.test(type));
  const empty = (stack: Stack) => types.map((type, index) => new CfnResource(stack, `Type${index}`, { type }));
  expect(() => strictly(empty)).toThrow(/is a required property/);
});

const ARN = /^(\*|arn:aws:[a-z][a-z0-9-]*:([a-z]{2}-[a-z]+-\d|\*)?:(\d{12}|aws|\*)?:[^\s${}[\]]+)$/;

/** The roles that a pipeline of aws-cdk-lib assumes to update itself. A tag of the roles is in the condition. */
const ROLES_OF_PIPELINE = /^arn:\*:iam::\d{12}:role\/\*$/;

/** Values of ARN properties that are not ARNs. The schemas mark few properties as ARNs. */
function malformedArns(stacks: SynthesizedStack[]): string[] {
  const resources = wire(stacks).flatMap(({ template }) => Object.entries(template.Resources));
  const statements = resources
    .flatMap(([id, resource]) => policiesIn(id, resource))
    .flatMap(({ policy }) => policy.Statement);
  const arns = [
    ...resources.flatMap(([, { Properties }]) => valuesOf(Properties, (key) => key.endsWith('Arn'))),
    ...resources.flatMap(([, { Properties }]) => resourcesInText(Properties?.Policy)),
    ...statements.flatMap(({ Resource }) => list(Resource)),
    ...statements.flatMap(({ Condition }) =>
      Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
        operator.startsWith('Arn') ? valuesOf(keys, () => true) : [],
      ),
    ),
  ];
  expect(arns).not.toEqual([]);
  return arns.map(String).filter((arn) => !ARN.test(arn) && !ROLES_OF_PIPELINE.test(arn));
}

/** The resources of a resource-based policy, which is a text. */
function resourcesInText(policy: unknown): unknown[] {
  return typeof policy === 'string' ? valuesOf(JSON.parse(policy), (key) => key === 'Resource') : [];
}

/** The values of all keys that match, at any depth. */
function valuesOf(object: unknown, wanted: (key: string) => boolean): unknown[] {
  return Object.entries(typeof object === 'object' && object ? object : {}).flatMap(([key, value]) =>
    wanted(key) && typeof value !== 'object' ? [value] : valuesOf(value, wanted),
  );
}

describe('With every reference resolved, CloudFormation and IAM accept', () => {
  test.each(exampleNames())('the example %s', (name) => {
    const stacks = stacksOfExample(name);
    expect(() => validate(stacks)).not.toThrow();
    expect(malformedArns(stacks)).toEqual([]);
  });

  test.each(Object.keys(FIXTURES))('the fixture %s', (name) => {
    const stacks = stacksOfFixture(name);
    expect(() => validate(stacks)).not.toThrow();
    expect(malformedArns(stacks)).toEqual([]);
  });
});

describe('A resolved reference is rejected if it is wrong:', () => {
  function resourceOf<T extends CfnElement>(construct: { readonly node: { readonly defaultChild?: unknown } }): T {
    return construct.node.defaultChild as T;
  }

  function harnessWith(path: string, value: (stack: Stack) => unknown): (stack: Stack) => void {
    return (stack) => {
      const harness = harnessIn(stack, { model: Model.openai('gpt-5', { apiKey: keyIn(stack) }) });
      resourceOf<CfnHarness>(harness).addPropertyOverride(path, stack.resolve(value(stack)));
    };
  }

  function keyIn(stack: Stack): ApiKey {
    return new ApiKey(stack, 'Key', { secret: Secret.fromSecretNameV2(stack, 'Secret', 'keys'), jsonKey: 'openai' });
  }

  const roleIn = (stack: Stack) => stack.node.findChild('Agent').node.findChild('Role');
  const gatewayIn = (stack: Stack) =>
    new Gateway(stack, 'Gateway', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
  const TOOL = 'Tools.0';

  test.each<[what: string, path: string, value: (stack: Stack) => unknown, message: RegExp]>([
    [
      'a role name instead of the ARN',
      'ExecutionRoleArn',
      (stack) => resourceOf<CfnRole>(roleIn(stack)).ref,
      /ExecutionRoleArn: 'Test-AgentRole\w+-\w+' does not match/,
    ],
    [
      'the ARN of the secret instead of the API key',
      'Model.OpenAiModelConfig.ApiKeyArn',
      (stack) =>
        resourceOf<CfnApiKeyCredentialProvider>(stack.node.findChild('Key')).getAtt('ApiKeySecretArn.SecretArn'),
      /ApiKeyArn: 'arn:aws:secretsmanager:\S+' does not match/,
    ],
    [
      'a memory ID instead of the ARN',
      'Memory',
      (stack) => ({ AgentCoreMemoryConfiguration: { Arn: new Memory(stack, 'Memory').memoryId } }),
      /Memory\.AgentCoreMemoryConfiguration\.Arn: '\w+-\w{10}' does not match/,
    ],
    [
      'a gateway ID instead of the ARN',
      TOOL,
      (stack) => ({
        Type: 'agentcore_gateway',
        Config: { AgentCoreGateway: { GatewayArn: gatewayIn(stack).gatewayId } },
      }),
      /GatewayArn: '[\w-]+-\w{10}' does not match/,
    ],
  ])('%s', (_, path, value, message) => {
    const stacks = synthesizeStack(harnessWith(path, value));
    expect(() => validate(stacks)).toThrow(message);
  });

  test('a harness ARN instead of the ID', () => {
    const stacks = synthesizeStack((stack) => {
      const harness = harnessIn(stack);
      resourceOf<CfnHarness>(harness.addEndpoint('live')).addPropertyOverride('HarnessId', {
        Ref: idOf(stack, harness),
      });
    });
    expect(() => validate(stacks)).toThrow(/HarnessId: 'arn:aws:bedrock-agentcore:\S+' does not match/);
  });

  function idOf(stack: Stack, harness: Harness): unknown {
    return stack.resolve(resourceOf<CfnHarness>(harness).logicalId);
  }

  test('a key ID instead of the ARN', () => {
    const path = 'Memory.ManagedMemoryConfiguration.EncryptionKeyArn';
    const stacks = synthesizeStack(harnessWith(path, (stack) => new Key(stack, 'Encryption').keyId));
    expect(malformedArns(stacks)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  test('a bucket name instead of the ARN in a policy', () => {
    const stacks = synthesizeStack((stack) => {
      const { role } = harnessIn(stack);
      const bucket = new Bucket(stack, 'Bucket', { bucketName: 'reports' });
      resourceOf<CfnRole>(role as Role).addPropertyOverride(
        'Policies.0.PolicyDocument.Statement.0.Resource',
        stack.resolve(bucket.bucketName),
      );
    });
    expect(malformedArns(stacks)).toEqual(['reports']);
  });
});

describe('the resolver', () => {
  const schemas = readSchemas();

  /** The ID of the parent of a resource. */
  const REFERRED: Record<string, string> = {
    HarnessId: 'agent-a1B2c3D4e5',
    AgentRuntimeId: 'agent-a1B2c3D4e5',
    FileSystemId: 'fs-0123456789abcdef0',
  };

  function identityOf(type: string): Record<string, string> {
    return IDENTITIES[type]({
      account: ACCOUNT,
      region: REGION,
      name: (property) => REFERRED[property] ?? 'agent',
      has: () => true,
      id: (length, alphabet) => alphabet[10].repeat(length),
      arn: (service, resource, where = `${REGION}:${ACCOUNT}`) => `arn:aws:${service}:${where}:${resource}`,
    });
  }

  test('follows references across stacks', () => {
    const stacks = synthesizeApp((app) => {
      const shared = new Stack(app, 'Shared');
      const memory = new Memory(shared, 'Memory', { memoryName: 'customers' });
      const gateway = new Gateway(shared, 'Gateway', {
        gatewayName: 'orders',
        authorizerConfiguration: GatewayAuthorizer.usingAwsIam(),
      });
      new Harness(new Stack(app, 'Agents'), 'Agent', {
        model: MODEL,
        memory: HarnessMemory.store(memory),
        tools: [Tool.gateway(gateway)],
      });
    });
    const [, agents] = wire(stacks);
    const text = JSON.stringify(agents);
    expect(text).toMatch(/"Arn":"arn:aws:bedrock-agentcore:us-east-1:111122223333:memory\/customers-\w{10}"/);
    expect(text).toMatch(/"GatewayArn":"arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway\/orders-\w{10}"/);
    expect(() => validate(stacks)).not.toThrow();
    expect(() => wire([stacks[1]])).toThrow(/no stack of the app exports Shared:/);
  });

  test('throws if a type, an attribute or a resource is unknown', () => {
    const role = (policy: unknown) => ({ Type: 'AWS::IAM::Role', Properties: { RoleName: policy } });
    const resolve = (value: unknown, Type = 'AWS::S3::Bucket') => {
      const template = { Resources: { Role: role(value), It: { Type } } };
      return () => wire([{ stack: 'Test', account: ACCOUNT, region: REGION, template, ours: [] }]);
    };
    expect(resolve({ Ref: 'It' }, 'AWS::Glue::Job')).toThrow('It: what a AWS::Glue::Job is called is not known here');
    expect(resolve({ 'Fn::GetAtt': ['It', 'Colour'] })).toThrow('It: a AWS::S3::Bucket has no Colour');
    expect(resolve({ Ref: 'Nothing' })).toThrow('Test has no resource Nothing');
    expect(resolve({ 'Fn::Transform': {} })).toThrow('Fn::Transform has no value here');
    expect(resolve({ Ref: 'It' })).not.toThrow();
  });

  describe.each(Object.keys(IDENTITIES).filter((type) => /^AWS::(BedrockAgentCore|S3Files)::/.test(type)))(
    'gives %s',
    (type) => {
      const schema: Schema & { readonly primary_identifier?: string[] } = schemas[type];
      const identity = identityOf(type);

      test('the Ref that its schema defines', () => {
        const identifiers = schema.primary_identifier ?? [];
        const values = identifiers.map((name) => identity[name] ?? 'agent');
        expect(identity.Ref).toBe(values.join('|'));
      });

      test('only attributes that its schema defines, each with a valid value', () => {
        const wrong = Object.entries(identity).filter(([attribute, value]) => {
          const { ref_name: name, ...own } = schema.properties?.[attribute] ?? {};
          const { pattern = '' } = name ? (schema.definitions?.[name] ?? {}) : own;
          return !schema.read_only_properties?.includes(attribute) || !new RegExp(pattern).test(value);
        });
        expect(
          wrong.map(([attribute]) => attribute).filter((attribute) => !/^Ref$|SecretArn$/.test(attribute)),
        ).toEqual([]);
      });
    },
  );

  test('ignores resources that are not of AgentCore, IAM or S3 Files', () => {
    const stacks = synthesizeStack((stack) => {
      new CfnMultiRegionAccessPoint(stack, 'Access', { regions: [{ bucket: new Bucket(stack, 'Bucket').bucketName }] });
    });
    expect(wire(stacks)[0].template.Resources).toEqual({});
  });
});
