/** An invalid value is explained once, although several checks reject it. */
import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import {
  Artifact,
  Authorizer,
  Filesystem,
  MemoryStore,
  MemoryStrategy,
  Model,
  Network,
  OAuthClient,
  OAuthProvider,
  Skill,
} from '../../src';
import { s3FilesOf } from '../support/fixtures/limits/storage-rows';
import { harnessIn, messageOf, runtimeIn, testStack } from '../support/helpers';

const client = (provider: OAuthProvider) => (stack: Stack) =>
  new OAuthClient(stack, 'Client', {
    provider,
    clientId: 'web',
    secret: new Secret(stack, 'Secret'),
    jsonKey: 'secret',
  });
const bucketIn = (stack: Stack) => Bucket.fromBucketName(stack, 'Bucket', 'bucket');
const LONG = 'k'.repeat(1_025);
const FILE_SYSTEM = 'arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-01234567';

const CASES: Record<string, [make: (stack: Stack) => unknown, message: RegExp]> = {
  'a discovery URL that is none': [
    client(OAuthProvider.discovery('foo')),
    /^Test\/Client: provider\.discoveryUrl must start with https:\/\/ and end with \/\.well-known\/openid-configuration, got "foo"\.$/,
  ],
  'a discovery URL with the right end only': [
    client(OAuthProvider.discovery('http://foo/.well-known/openid-configuration')),
    /^Test\/Client: provider\.discoveryUrl must start with https:\/\/, got "http:\/\/foo\/\.well-known\/openid-configuration"\.$/,
  ],
  'a discovery URL with the right beginning only': [
    client(OAuthProvider.discovery('https://foo')),
    /^Test\/Client: provider\.discoveryUrl must end with \/\.well-known\/openid-configuration, got "https:\/\/foo"\.$/,
  ],
  'the discovery URL of an authorizer': [
    (stack) => harnessIn(stack, { authorizer: Authorizer.jwt('foo', { audiences: ['a'] }) }),
    /^Test\/Agent: authorizer\.discoveryUrl must start with https:\/\/ and end with [^\n]*, got "foo"\.$/,
  ],
  'a tenant without a name': [
    client(OAuthProvider.microsoft('')),
    /^Test\/Client: provider\.tenantId must be between 1 and 2048 characters, got 0 characters: ""\.$/,
  ],
  'a LiteLLM model with a space and without a provider': [
    (stack) => harnessIn(stack, { model: Model.litellm('a b') }),
    /^Test\/Agent: model must contain the model provider and the model name, got "a b"\. Use a model ID such as [^\n]*\.$/,
  ],
  'a Git repository without a host': [
    (stack) => harnessIn(stack, { skills: [Skill.fromGit('https://')] }),
    /^Test\/Agent: skills: the url of a Git repository must have a host and a path, [^\n]*, got "https:\/\/"[^\n]*$/,
  ],
  'the prefix of a skill with 1,025 bytes': [
    (stack) => harnessIn(stack, { skills: [Skill.fromBucket(bucketIn(stack), LONG)] }),
    /^Test\/Agent: skills: the prefix must be at most 1024 bytes long, got 1025 bytes\. Shorten it\.$/,
  ],
  'the key of an artifact with 1,025 bytes': [
    (stack) =>
      runtimeIn(stack, {
        artifact: Artifact.fromBucket(bucketIn(stack), LONG, {
          runtime: AgentCoreRuntime.PYTHON_3_13,
          entryPoint: ['main.py'],
        }),
      }),
    /^Test\/Agent: artifact\.key must be at most 1024 bytes long, [^\n]*$/,
  ],
  'a prefix of S3 Files with 1,025 bytes': [
    (stack) => s3FilesOf(stack, { prefix: `${LONG.slice(1)}/` }),
    /^Test\/Files: prefix must be at most 1024 bytes long, [^\n]*$/,
  ],
  'the ARN of an EFS file system for an access point': [
    (stack) => {
      const fileSystem = FileSystem.fromFileSystemAttributes(stack, 'Disk', {
        fileSystemArn: FILE_SYSTEM,
        securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-01234567'),
      });
      const accessPoint = AccessPoint.fromAccessPointAttributes(stack, 'Point', {
        accessPointArn: FILE_SYSTEM,
        fileSystem,
      });
      harnessIn(stack, {
        network: Network.vpc(new Vpc(stack, 'Vpc')),
        filesystems: [Filesystem.efs(accessPoint, '/mnt/a')],
      });
    },
    /^Test\/Agent: filesystems: \/mnt\/a must be the ARN of an EFS access point [^\n]*$/,
  ],
  'a POSIX user of S3 Files by name': [
    (stack) => s3FilesOf(stack, { accessPoint: { path: '/work', posixUser: { uid: 'root', gid: '0' } } }),
    /^Test\/Files: accessPoint\.posixUser\.uid must [^\n]*, got "root"\.$/,
  ],
  'two semantic strategies': [
    (stack) => new MemoryStore(stack, 'Store', { strategies: [MemoryStrategy.semantic(), MemoryStrategy.semantic()] }),
    /^Test\/Store: strategies must have at most one built-in strategy of each type, got semantic more than once[^\n]*$/,
  ],
};

test.each(Object.entries(CASES))('reports in one line the problem of %s', (_, [make, message]) => {
  expect(messageOf(() => make(testStack()))).toMatch(message);
});

test('reports each of several properties that have the same invalid value', () => {
  const said = messageOf(() => harnessIn(testStack(), { harnessName: 'a b', model: Model.bedrock('a b') }));
  expect(said.split('\n  - ')).toEqual([
    'Test/Agent:',
    expect.stringMatching(/^model must have a model ID without spaces, got "a b"/),
    expect.stringMatching(/^harnessName must .*, got "a b"\. Use "a_b"\.$/),
  ]);
});
