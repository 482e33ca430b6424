/** Values that are not known at synth are never checked: tokens, parameters, and dummy values of pending lookups. */
import { InstanceType, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib/core';
import {
  Authorizer,
  CapacityProvider,
  ContainerImage,
  HarnessMemory,
  MemoryStore,
  Network,
  PrivateEndpoint,
  S3Files,
  Tool,
} from '../../src';
import { readAssembly, type Type, type Value } from '../support/assembly';
import { STRING_EXCEPTIONS, STRING_IDS, STRING_ROWS } from '../support/fixtures/strings';
import { ACCOUNT, harnessIn, messageOf, REGION } from '../support/helpers';

/** The kinds of text that are not known at synth. */
const KINDS: Record<string, { readonly isToken: boolean; textIn(stack: Stack): string }> = {
  'a token': { isToken: true, textIn: () => Fn.importValue('it') },
  'a token in a text': { isToken: true, textIn: () => `${Fn.importValue('it')}/a b` },
  'a CfnParameter': { isToken: true, textIn: (stack) => new CfnParameter(stack, 'Given').valueAsString },
  'a lookup dummy': { isToken: false, textIn: (stack) => StringParameter.valueFromLookup(stack, '/it') },
  'a lookup dummy in a text': {
    isToken: false,
    textIn: (stack) => `${StringParameter.valueFromLookup(stack, '/it')}/a b`,
  },
};

function isText({ primitive, collection }: Type): boolean {
  return primitive === 'string' || (collection !== undefined && isText(collection.elementtype));
}

/** Every string property of every struct, and every string argument of every method but the IDs of constructs. */
const STRINGS = Object.values(readAssembly().types).flatMap(({ name, datatype, properties = [], methods = [] }) => [
  ...(datatype ? texts(properties).map((property) => `${name}.${property}`) : []),
  ...methods
    .filter((method) => !method.protected)
    .flatMap((method) => texts(method.parameters).map((parameter) => `${name}.${method.name}(${parameter})`)),
]);

function texts(values: Value[] = []): string[] {
  return values.filter(({ name, type }) => name !== 'id' && isText(type)).map(({ name }) => name);
}

test('every string of the public API has a row, or a reason why it must be known at synth', () => {
  const rows = [...Object.keys(STRING_ROWS), ...Object.keys(STRING_EXCEPTIONS)];
  const missing = STRINGS.filter((name) => !rows.includes(name));
  const unknown = rows.filter((name) => !STRINGS.includes(name));
  expect([
    ...missing.map((name) => `${name} has no row. Add one to the file of its folder in test/support/fixtures/strings.`),
    ...unknown.map((name) => `${name} has a row, but is no string of the public API. Compile the library.`),
  ]).toEqual([]);
  expect(new Set(rows).size).toBe(rows.length);
});

describe.each(Object.entries(KINDS))('Every string property accepts %s:', (_, { isToken, textIn }) => {
  const app = new App({ analyticsReporting: false, treeMetadata: false });
  const rows = Object.entries(STRING_ROWS).filter(([name]) => !(isToken && STRING_IDS.includes(name)));

  test.each(rows)('%s', (name, use) => {
    const stack = new Stack(app, name.replace(/\W+/g, '-').replace(/-$/, ''), {
      env: { account: ACCOUNT, region: REGION },
    });
    expect(messageOf(() => use(stack, textIn(stack)))).toBe('nothing was thrown');
  });

  test('all properties together', () => {
    const { missing = [] } = app.synth().manifest;
    expect(missing.some(({ provider }) => provider === 'ssm')).toBe(!isToken);
  });
});

test.each(Object.entries(STRING_ROWS).filter(([name]) => name.endsWith('.of(value)')))(
  '%s accepts a value that the schema does not list',
  (_, use) => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Test', {
      env: { account: ACCOUNT, region: REGION },
    });
    const message = messageOf(() => use(stack, 'NEWER_VALUE'));
    const fix = 'Add the L1 property to OPEN in src/private/validation/limit.ts.';
    expect(message === 'nothing was thrown' ? [] : [message, fix]).toEqual([]);
  },
);

test.each(STRING_IDS)('%s must be known at synth, because it is part of a construct ID', (name) => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Test', {
    env: { account: ACCOUNT, region: REGION },
  });
  expect(messageOf(() => STRING_ROWS[name](stack, Fn.importValue('it')))).toMatch(/not known at synth|known at synth/);
});

describe('A synth with pending lookups reports the lookups of', () => {
  const LOOKED_UP: Record<string, (stack: Stack) => unknown> = {
    'of a VPC and a security group': (stack) => {
      const vpc = Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0' });
      const securityGroups = [SecurityGroup.fromLookupById(stack, 'Group', 'sg-0123456789abcdef0')];
      const privateEndpoint = PrivateEndpoint.vpc(vpc, { securityGroups });
      return harnessIn(stack, {
        network: Network.vpc(vpc, { securityGroups }),
        authorizer: Authorizer.jwt('https://x.com/.well-known/openid-configuration', {
          clients: ['web'],
          privateEndpoint,
        }),
      });
    },
    'of a VPC for instances and files': (stack) => {
      const vpc = Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0' });
      new CapacityProvider(stack, 'Capacity', {
        instanceTypes: [new InstanceType('c7g.large')],
        network: Network.vpc(vpc),
      });
      return new S3Files(stack, 'Files', { bucket: new Bucket(stack, 'Bucket', { versioned: true }), vpc });
    },
    'of a key of a memory': (stack) =>
      new MemoryStore(stack, 'Store', { encryptionKey: Key.fromLookup(stack, 'Key', { aliasName: 'alias/it' }) }),
    'of a key of a managed memory': (stack) =>
      harnessIn(stack, {
        memory: HarnessMemory.managed({ encryptionKey: Key.fromLookup(stack, 'Key', { aliasName: 'alias/it' }) }),
      }),
    'of a role': (stack) => harnessIn(stack, { role: Role.fromLookup(stack, 'Role', { roleName: 'it' }) }),
    'of a repository': (stack) =>
      harnessIn(stack, {
        image: ContainerImage.fromEcrRepository(Repository.fromLookup(stack, 'Images', { repositoryName: 'it' }), {
          tag: 'v1',
        }),
      }),
    'of the domain name of a load balancer': (stack) => {
      const balancer = ApplicationLoadBalancer.fromLookup(stack, 'Balancer', { loadBalancerTags: { it: 'it' } });
      return harnessIn(stack, { tools: [Tool.remoteMcp('crm', `https://${balancer.loadBalancerDnsName}/mcp`)] });
    },
  };

  test.each(Object.entries(LOOKED_UP))('%s', (_, use) => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } });
    expect(messageOf(() => use(stack))).toBe('nothing was thrown');
    expect(app.synth().manifest.missing).not.toEqual([]);
  });
});
