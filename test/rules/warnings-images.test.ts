import { join } from 'node:path';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { type App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { ContainerImage, type EcrImageOptions, Harness, Model } from '../../src';
import { ACCOUNT, harnessIn, REGION } from '../support/helpers';
import { testWarnings, type Warning } from '../support/warnings';

const OTHER_ACCOUNT = '444455556666';

function uriIn(account: string, region = REGION): ContainerImage {
  return ContainerImage.fromUri(`${account}.dkr.ecr.${region}.amazonaws.com/agents:v1`);
}

function assetIn(stack: Stack, options: object = { platform: Platform.LINUX_ARM64 }): ContainerImage {
  const directory = join(__dirname, '..', 'support', 'fixtures', 'sandbox');
  return ContainerImage.fromDockerImageAsset(new DockerImageAsset(stack, 'Asset', { directory, ...options }));
}

function pinned(options: EcrImageOptions, version?: string): (stack: Stack) => unknown {
  return (stack) => {
    const repository = Repository.fromRepositoryName(stack, 'Images', 'agents');
    const image = ContainerImage.fromEcrRepository(repository, options);
    harnessIn(stack, { image }).addEndpoint('live', { version });
  };
}

function parameterIn(stack: Stack): string {
  return new CfnParameter(stack, 'Parameter').valueAsString;
}

const IMAGES: Warning[] = [
  {
    id: 'mutableImageTag',
    when: 'an endpoint pins a version whose tag is only known at deployment',
    warns: (stack) => pinned({ tag: parameterIn(stack) }, '1')(stack),
    message: /version is 1, but the agent uses an image with a tag that can be moved\./,
    not: 'the digest is only known at deployment, or the tags of the repository are immutable',
    silent: (stack) => {
      pinned({ digest: parameterIn(stack) }, '1')(stack);
      const repository = new Repository(stack, 'Immutable', { imageTagMutability: TagMutability.IMMUTABLE });
      const image = ContainerImage.fromEcrRepository(repository, { tag: '1.0' });
      const model = Model.bedrock('amazon.nova-pro-v1:0');
      new Harness(stack, 'Other', { model, image }).addEndpoint('live', { version: '1' });
    },
  },
  {
    id: 'mutableImageTag',
    when: 'an endpoint pins a version whose image is a URI with a tag',
    warns: (stack) => harnessIn(stack, { image: uriIn(ACCOUNT) }).addEndpoint('live', { version: '1' }),
    message: /version is 1, but the agent uses an image with a tag that can be moved\./,
    not: 'the image is an asset of the app, whose tag is the hash of its content',
    silent: (stack) => harnessIn(stack, { image: assetIn(stack) }).addEndpoint('live', { version: '1' }),
  },
  {
    id: 'imagePlatform',
    when: 'the Docker image asset has no platform',
    warns: (stack) => harnessIn(stack, { image: assetIn(stack, {}) }),
    message:
      /^image: the asset Test\/Asset has no platform, .* AgentCore runs only linux\/arm64\. Set platform: Platform\.custom\('linux\/arm64'\) on the asset\./,
    not: 'the platform of the asset is that of the agent',
    silent: (stack) => harnessIn(stack, { image: assetIn(stack) }),
  },
  {
    id: 'otherAccount',
    when: 'the repository of its image is imported from another account',
    warns: (stack) => {
      const arn = `arn:aws:ecr:us-east-1:${OTHER_ACCOUNT}:repository/agents`;
      const repository = Repository.fromRepositoryArn(stack, 'Images', arn);
      harnessIn(stack, { image: ContainerImage.fromEcrRepository(repository, { tag: 'v1' }) });
    },
    message:
      /^image: the repository is in another account \(444455556666\)\. .* Allow the execution role in the resource policy there\./,
    not: 'the repository is in the account of the agent',
    silent: pinned({ tag: 'v1' }),
  },
  {
    id: 'otherAccount',
    when: 'the URI of its image names a repository in another account',
    warns: (stack) => harnessIn(stack, { image: uriIn(OTHER_ACCOUNT) }),
    message: /^image: the repository is in another account \(444455556666\)\./,
    not: 'the repository of the other account is defined in the app',
    silent: (stack) => {
      const other = new Stack(stack.node.root as App, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
      const repository = new Repository(other, 'Images', { repositoryName: 'agents' });
      harnessIn(stack, { image: ContainerImage.fromEcrRepository(repository, { tag: 'v1' }) });
    },
  },
  {
    id: 'otherRegion',
    when: 'the repository of its image is in another Region',
    warns: (stack) => harnessIn(stack, { image: uriIn(ACCOUNT, 'eu-west-1') }),
    message: /^image: the repository is in another Region \(eu-west-1\)\./,
    not: 'the repository is in the Region of the agent',
    silent: (stack) => harnessIn(stack, { image: uriIn(ACCOUNT) }),
  },
];

testWarnings(IMAGES);
