import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CfnParameter, Stage } from 'aws-cdk-lib/core';
import { AssetManifestArtifact } from 'aws-cdk-lib/cx-api';
import { ContainerImage, Network } from '../../src';
import { vpcIn } from '../fixtures/parts';
import { render } from '../rendered';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const URI = 'EnvironmentArtifact.ContainerConfiguration.ContainerUri';

const imageSids = (statements: object) => Object.keys(statements).filter((sid) => sid.includes('Image'));

describe('The service’s own image', () => {
  test('is not rendered, and is pulled from ECR Public', () => {
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

  test('is pulled from the service’s repositories of the Region into a VPC', () => {
    const { statements } = render((stack) => ({ network: Network.vpc(vpcIn(stack)) }));
    expect(statements.ManagedImage).toMatchObject({
      Action: PULL,
      Resource: 'arn:aws:ecr:us-east-1:*:repository/harness-*',
    });
    expect(statements.ManagedImageToken).toMatchObject({ Action: 'ecr:GetAuthorizationToken', Resource: '*' });
  });
});

describe('An image of an ECR repository', () => {
  test.each([
    ['tag', 'v1', ':v1'],
    ['digest', DIGEST, `@${DIGEST}`],
  ])('is named by its %s, and may be pulled from there alone', (_, tagOrDigest, end) => {
    const { properties, statements } = render((stack) => ({
      image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Repo', 'team/agent'), tagOrDigest),
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

  test('leaves the service’s own image alone, in a VPC too', () => {
    const { statements } = render((stack) => ({
      network: Network.vpc(vpcIn(stack)),
      image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Repo', 'agent'), 'v1'),
    }));
    expect(imageSids(statements)).toEqual(['Image', 'ImageToken']);
  });
});

describe('An image by its URI', () => {
  test('may be pulled from the private repository that the URI names, in its account and Region', () => {
    const uri = '999988887777.dkr.ecr.eu-west-1.amazonaws.com/team/agent:v1';
    const { properties, statements } = render(() => ({ image: ContainerImage.fromUri(uri) }));
    expect(properties).toHaveProperty(URI, uri);
    expect(statements.Image.Resource).toBe('arn:aws:ecr:eu-west-1:999988887777:repository/team/agent');
  });

  test('is pulled from ECR Public without a permission for a repository', () => {
    const uri = `public.ecr.aws/example/agent@${DIGEST}`;
    const { properties, statements } = render(() => ({ image: ContainerImage.fromUri(uri) }));
    expect(properties).toHaveProperty(URI, uri);
    expect(imageSids(statements)).toEqual(['ImagePublicToken']);
  });

  test('gets no permission when it is not known at synth', () => {
    const { statements } = render((stack) => ({
      image: ContainerImage.fromUri(new CfnParameter(stack, 'Uri').valueAsString),
    }));
    expect(imageSids(statements)).toEqual([]);
  });

  test('is refused from any other registry', () => {
    expect(() => render(() => ({ image: ContainerImage.fromUri('docker.io/library/python:3.13') }))).toThrow(
      /image\.uri must be the URI of an image .*public\.ecr\.aws.*got "docker\.io\/library\/python:3\.13"/,
    );
  });
});

describe('An image that is built', () => {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  writeFileSync(join(directory, 'Agent.dockerfile'), 'FROM scratch AS agent\n');
  writeFileSync(join(directory, 'Intel.dockerfile'), '# for the desktop\nFROM --platform=linux/amd64 scratch\n');
  afterAll(() => rmSync(directory, { recursive: true }));

  const built = (file: string) => () => render(() => ({ image: ContainerImage.fromDirectory(directory, { file }) }));

  test('is refused when there is nothing to build it from', () => {
    expect(built('Nowhere.dockerfile')).toThrow(
      /^Test\/Agent: image: there is no "[^"]*Nowhere\.dockerfile" to build it from: name the file/,
    );
    expect(built('Agent.dockerfile')).not.toThrow();
  });

  test('is refused when its Dockerfile asks for another machine, with the line that does', () => {
    expect(built('Intel.dockerfile')).toThrow(
      /^Test\/Agent: image: .*Intel\.dockerfile:2 builds for linux\/amd64, and the agent runs on linux\/arm64: leave --platform out/,
    );
  });

  test('is built for arm64 as it was asked for, and is always the same image', () => {
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
