import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib/core';
import { AssetManifestArtifact } from 'aws-cdk-lib/cx-api';
import { ContainerImage, type EcrImageOptions, Network } from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { harnessIn, messageOf } from '../support/helpers';
import { render } from '../support/rendered';
import { temporaryDirectories } from '../support/temporary';

const directoryOf = temporaryDirectories();

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const URI = 'EnvironmentArtifact.ContainerConfiguration.ContainerUri';

const imageSids = (statements: object) => Object.keys(statements).filter((sid) => sid.includes('Image'));

describe('The managed image of a harness', () => {
  test('is not rendered, and is pulled from Amazon ECR Public', () => {
    const { properties, statements } = render();
    expect(properties.EnvironmentArtifact).toBeUndefined();
    expect(imageSids(statements)).toEqual(['ImagePublicToken']);
    expect(statements.ImagePublicToken).toEqual({
      Sid: 'ImagePublicToken',
      Effect: 'Allow',
      Action: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
      Resource: '*',
    });
  });

  test('is pulled from the managed repositories of the Region in a VPC', () => {
    const { statements } = render((stack) => ({ network: Network.vpc(vpcIn(stack)) }));
    expect(statements.ManagedImage).toMatchObject({
      Action: PULL,
      Resource: 'arn:aws:ecr:us-east-1:*:repository/harness-*',
    });
    expect(statements.ManagedImageToken).toMatchObject({ Action: 'ecr:GetAuthorizationToken', Resource: '*' });
  });
});

describe('ContainerImage.fromEcrRepository', () => {
  test.each([
    ['tag', { tag: 'v1' }, ':v1'],
    ['digest', { digest: DIGEST }, `@${DIGEST}`],
  ])('renders the %s, and grants permission to pull from the repository only', (_, options, end) => {
    const { properties, statements } = render((stack) => ({
      image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Repo', 'team/agent'), options),
    }));
    expect(properties).toHaveProperty(URI, `111122223333.dkr.ecr.us-east-1.amazonaws.com/team/agent${end}`);
    expect(imageSids(statements)).toEqual(['Image', 'ImageToken']);
    expect(statements.Image).toEqual({
      Sid: 'Image',
      Effect: 'Allow',
      Action: PULL,
      Resource: 'arn:aws:ecr:us-east-1:111122223333:repository/team/agent',
    });
    expect(statements.ImageToken).toMatchObject({ Action: 'ecr:GetAuthorizationToken', Resource: '*' });
  });

  test('does not grant permission to pull the managed image', () => {
    const { statements } = render((stack) => ({
      network: Network.vpc(vpcIn(stack)),
      image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Repo', 'agent'), { tag: 'v1' }),
    }));
    expect(imageSids(statements)).toEqual(['Image', 'ImageToken']);
  });
});

describe('ContainerImage.fromEcrRepository with values that are only known at deployment', () => {
  const rendered = (optionsOf: (stack: Stack) => EcrImageOptions) =>
    render((stack) => ({
      image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Repo', 'agent'), optionsOf(stack)),
    }));
  const parameter = (stack: Stack) => new CfnParameter(stack, 'Version').valueAsString;

  test('renders a digest from a parameter', () => {
    const { properties } = rendered((stack) => ({ digest: parameter(stack) }));
    expect(properties).toHaveProperty(URI, `111122223333.dkr.ecr.us-east-1.amazonaws.com/agent@\${Version}`);
  });

  test('renders a tag from a parameter', () => {
    const { properties } = rendered((stack) => ({ tag: parameter(stack) }));
    expect(properties).toHaveProperty(URI, `111122223333.dkr.ecr.us-east-1.amazonaws.com/agent:\${Version}`);
  });

  test.each<[EcrImageOptions, string]>([
    [{}, 'image must have either a tag or a digest, got neither. Pass { tag } or { digest } to'],
    [
      { tag: 'v1', digest: DIGEST },
      'image must have either a tag or a digest, got both. Pass { tag } or { digest } to',
    ],
    [{ digest: 'v1' }, 'image: digest must be sha256: followed by 64 hexadecimal digits, got "v1"'],
    [{ tag: DIGEST }, `(at most 300 characters), got "${DIGEST}". Pass it as digest`],
    [{ tag: 'a:b' }, 'image: tag must contain only letters, digits, underscores, periods and hyphens (at most 300'],
    [{ tag: '' }, 'image: tag must contain only letters'],
  ])('rejects %j', (options, message) => {
    expect(messageOf(() => rendered(() => options))).toContain(message);
  });

  test('allows the account of the agent to pull from a repository in another account', () => {
    const app = new App();
    const [images, agents] = ['444455556666', '111122223333'].map(
      (account) => new Stack(app, `In${account}`, { env: { account, region: 'us-east-1' } }),
    );
    const repository = new Repository(images, 'Repo', { repositoryName: 'agent' });
    harnessIn(agents, { image: ContainerImage.fromEcrRepository(repository, { tag: 'v1' }) });
    Template.fromStack(images).hasResourceProperties('AWS::ECR::Repository', {
      RepositoryPolicyText: {
        Statement: [
          {
            Action: PULL,
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } },
          },
        ],
      },
    });
  });
});

describe('ContainerImage.fromDockerImageAsset', () => {
  const SANDBOX = join(__dirname, '..', 'support', 'fixtures', 'sandbox');
  const rendered = (options: object = {}, directory = SANDBOX) =>
    render((stack) => ({
      image: ContainerImage.fromDockerImageAsset(
        new DockerImageAsset(stack, 'Asset', { directory, platform: Platform.LINUX_ARM64, ...options }),
      ),
    }));

  test('renders the URI of the asset, and grants permission to pull it', () => {
    const { properties, statements } = rendered();
    const repository = 'cdk-hnb659fds-container-assets-111122223333-us-east-1';
    expect(properties).toHaveProperty(URI, expect.stringMatching(new RegExp(`/${repository}:[0-9a-f]{64}$`)));
    expect(statements.Image).toMatchObject({
      Action: PULL,
      Resource: `arn:aws:ecr:us-east-1:111122223333:repository/${repository}`,
    });
  });

  test('rejects an asset for another platform', () => {
    expect(messageOf(() => rendered({ platform: Platform.LINUX_AMD64 }))).toBe(
      "Test/Agent: image must be built for linux/arm64, got the asset Test/Asset for linux/amd64. Set platform: Platform.custom('linux/arm64') on the asset.",
    );
  });

  test('rejects an asset with a Dockerfile for another platform', () => {
    const directory = mkdtempSync(join(tmpdir(), 'image-'));
    writeFileSync(
      join(directory, 'Dockerfile'),
      'FROM --platform=linux/amd64 public.ecr.aws/docker/library/python:3.13\n',
    );
    expect(messageOf(() => rendered({}, directory))).toBe(
      'Test/Agent: image must be built for linux/arm64, got a Dockerfile of Test/Asset that builds for linux/amd64 in line 1. Remove --platform from the Dockerfile.',
    );
    rmSync(directory, { recursive: true });
  });
});

describe('ContainerImage.fromUri', () => {
  test('grants permission to pull from the private repository in the URI', () => {
    const uri = '999988887777.dkr.ecr.eu-west-1.amazonaws.com/team/agent:v1';
    const { properties, statements } = render(() => ({ image: ContainerImage.fromUri(uri) }));
    expect(properties).toHaveProperty(URI, uri);
    expect(statements.Image.Resource).toBe('arn:aws:ecr:eu-west-1:999988887777:repository/team/agent');
  });

  test('grants no permission on a repository for Amazon ECR Public', () => {
    const uri = `public.ecr.aws/example/agent@${DIGEST}`;
    const { properties, statements } = render(() => ({ image: ContainerImage.fromUri(uri) }));
    expect(properties).toHaveProperty(URI, uri);
    expect(imageSids(statements)).toEqual(['ImagePublicToken']);
  });

  test('grants no permission on a repository if the URI is not known at synth', () => {
    const { statements } = render((stack) => ({
      image: ContainerImage.fromUri(new CfnParameter(stack, 'Uri').valueAsString),
    }));
    expect(imageSids(statements)).toEqual([]);
  });

  test('rejects another registry', () => {
    expect(() => render(() => ({ image: ContainerImage.fromUri('docker.io/library/python:3.13') }))).toThrow(
      /image\.uri must be the URI of an image .*public\.ecr\.aws.*got "docker\.io\/library\/python:3\.13"/,
    );
  });
});

describe('ContainerImage.fromDirectory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  writeFileSync(join(directory, 'Agent.dockerfile'), 'FROM scratch AS agent\n');
  writeFileSync(join(directory, 'Intel.dockerfile'), '# for the desktop\nFROM --platform=linux/amd64 scratch\n');
  afterAll(() => rmSync(directory, { recursive: true }));

  const built = (file: string) => () => render(() => ({ image: ContainerImage.fromDirectory(directory, { file }) }));

  test('rejects a Dockerfile that does not exist', () => {
    expect(built('Nowhere.dockerfile')).toThrow(
      /^Test\/Agent: image: the Dockerfile "[^"]*Nowhere\.dockerfile" must exist\. Set file to/,
    );
    expect(built('Agent.dockerfile')).not.toThrow();
  });

  test('rejects a Dockerfile for another platform, with the line', () => {
    expect(built('Intel.dockerfile')).toThrow(
      /^Test\/Agent: image: .*Intel\.dockerfile:2 builds for linux\/amd64, but the agent runs on linux\/arm64\. Remove --platform from the Dockerfile\./,
    );
  });

  test('rejects a target that the Dockerfile does not have, and accepts stages by name and number', () => {
    const stages = directoryOf({
      Dockerfile: 'FROM a AS Build\nFROM b',
      'Other.dockerfile': '# syntax=example.com/frontend\nFROM a',
      'Empty.dockerfile': '',
    });
    const built = (target: string, file = 'Dockerfile') =>
      messageOf(() => render(() => ({ image: ContainerImage.fromDirectory(stages, { file, target }) })));
    for (const target of ['test', '2', 'b']) {
      expect(built(target)).toBe(
        `Test/Agent: image: target must be a stage of the Dockerfile, got "${target}". Use the name of a stage in ${join(stages, 'Dockerfile')}.`,
      );
    }
    const accepted = [built('build'), built('Build'), built('0'), built('1'), built('x', 'Other.dockerfile')];
    expect(new Set([...accepted, built('x', 'Empty.dockerfile')])).toEqual(new Set(['nothing was thrown']));
  });

  test('builds for arm64 with the given options, and refers to one image', () => {
    const { stack, harness, properties, statements } = render(() => ({
      image: ContainerImage.fromDirectory(directory, {
        file: 'Agent.dockerfile',
        buildArgs: { VERSION: '1' },
        target: 'agent',
        exclude: ['*.md'],
      }),
    }));
    const manifests = Stage.of(stack)?.synth().artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact);
    const images = Object.entries(manifests?.[0].contents.dockerImages ?? {});
    expect(images.map(([, image]) => image.source)).toEqual([
      {
        directory: expect.any(String),
        dockerFile: 'Agent.dockerfile',
        dockerBuildArgs: { VERSION: '1' },
        dockerBuildTarget: 'agent',
        platform: 'linux/arm64',
      },
    ]);
    expect(properties).toHaveProperty(URI, expect.stringMatching(new RegExp(`:${images[0][0]}$`)));
    expect(harness._imageIsMutable).toBe(false);
    expect(statements.Image).toMatchObject({
      Action: PULL,
      Resource: expect.stringMatching(/^arn:aws:ecr:us-east-1:111122223333:repository\/cdk-.*-container-assets-/),
    });
  });
});
