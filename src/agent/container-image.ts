import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Annotations, ArnFormat, Aws, type ResourceEnvironment, Token } from 'aws-cdk-lib/core';
import { ARNS } from '../private/arn';
import { type Binding, INTERNET } from '../private/binding';
import { foreignPlatform, PLATFORMS } from '../private/dockerfile';
import { quote } from '../private/limit';
import { ANYWHERE, checkReference } from '../private/location';
import { isUnknown } from '../private/unknown';

/** How an image is built. */
export interface ContainerImageBuildOptions {
  /**
   * The Dockerfile, relative to the directory.
   *
   * @default 'Dockerfile'
   */
  readonly file?: string;

  /**
   * Build arguments. They stay readable in the image: no secrets.
   *
   * @default - none
   */
  readonly buildArgs?: { [name: string]: string };

  /**
   * The stage to build.
   *
   * @default - the last
   */
  readonly target?: string;

  /**
   * Paths of the directory that are left out, as in `.dockerignore`.
   *
   * @default - none
   */
  readonly exclude?: string[];
}

/** @internal */
export interface BoundImage {
  readonly uri: string;
  /** Whether the same name may lead to another image tomorrow. */
  readonly mutable: boolean;
}

/**
 * A container image for `linux/arm64`, and the permission to pull it. On a capacity provider, for the architecture of its instances.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-environment.html
 */
export abstract class ContainerImage {
  /**
   * An image that is built from a directory with a Dockerfile, when the app is deployed.
   */
  public static fromDirectory(directory: string, options: ContainerImageBuildOptions = {}): ContainerImage {
    return new BuiltImage(directory, options);
  }

  /**
   * An image of an ECR repository.
   *
   * @param tagOrDigest a digest, `sha256:…`, always means the same image; a tag may mean another one tomorrow
   */
  public static fromEcrRepository(repository: IRepository, tagOrDigest: string): ContainerImage {
    return new RepositoryImage(repository, tagOrDigest);
  }

  /**
   * An image by its URI: in a private ECR repository, or on public.ecr.aws.
   *
   * @param uri 1 to 1,024 characters, with a tag or a digest, or neither
   */
  public static fromUri(uri: string): ContainerImage {
    return new UriImage(uri);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding): BoundImage;
}

class BuiltImage extends ContainerImage {
  public constructor(
    private readonly directory: string,
    private readonly options: ContainerImageBuildOptions,
  ) {
    super();
  }

  public _bind(binding: Binding): BoundImage {
    const problem = this.problem(binding.architecture);
    if (problem) {
      binding.faults.add(`image: ${problem}`);
      return { uri: Aws.NO_VALUE, mutable: false };
    }
    const asset = new DockerImageAsset(binding.scope, 'Image', {
      ...this.options,
      directory: this.directory,
      platform: Platform.custom(PLATFORMS[binding.architecture]),
    });
    permitPull(binding, asset.repository.repositoryArn);
    return { uri: asset.imageUri, mutable: false };
  }

  /** What the service would say after the image was built and pushed. */
  private problem(architecture: Binding['architecture']): string | undefined {
    const { file = 'Dockerfile', target } = this.options;
    const path = join(this.directory, file);
    if (!existsSync(path)) {
      return `there is no ${quote(path)} to build it from: name the file, relative to the directory`;
    }
    const foreign = foreignPlatform(readFileSync(path, 'utf8'), architecture, target);
    return (
      foreign &&
      `${path}:${foreign.line} builds for ${foreign.platform}, and the agent runs on ${PLATFORMS[architecture]}: leave --platform out, which is given`
    );
  }
}

class RepositoryImage extends ContainerImage {
  public constructor(
    private readonly repository: IRepository,
    private readonly tagOrDigest: string,
  ) {
    super();
  }

  public _bind(binding: Binding): BoundImage {
    checkRepository(binding, this.repository.repositoryArn, this.repository.env);
    permitPull(binding, this.repository.repositoryArn);
    return {
      uri: this.repository.repositoryUriForTagOrDigest(this.tagOrDigest),
      mutable: !isUnknown(this.tagOrDigest) && !this.tagOrDigest.startsWith('sha256:'),
    };
  }
}

const PRIVATE_ECR = /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.[^/]+\/(?<name>[^:@]+)/;

class UriImage extends ContainerImage {
  public constructor(private readonly uri: string) {
    super();
  }

  public _bind(binding: Binding): BoundImage {
    const image = { uri: this.uri, mutable: !isUnknown(this.uri) && !this.uri.includes('@sha256:') };
    const repository = PRIVATE_ECR.exec(this.uri)?.groups;
    if (repository) {
      const { account, region, name } = repository;
      const arn = { service: 'ecr', account, region, resource: 'repository', resourceName: name };
      const repositoryArn = binding.stack.formatArn({ ...arn, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
      checkRepository(binding, repositoryArn);
      permitPull(binding, repositoryArn);
    } else if (Token.isUnresolved(this.uri)) {
      Annotations.of(binding.scope).addWarningV2(
        'cdk-agentcore:imageUriIsToken',
        'image: the repository is not known at synth, so the role gets no permission to pull from it: use ContainerImage.fromEcrRepository',
      );
    } else {
      permitPublicPull(binding);
      binding.services.add(INTERNET);
    }
    return image;
  }
}

/** Images may be pulled from any Region of the partition. */
function checkRepository({ faults }: Binding, arn: string, env?: ResourceEnvironment): void {
  checkReference(faults, 'image: the repository', { kind: ARNS.repository, arn, env }, ANYWHERE);
}

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];

function permitPull(binding: Binding, repositoryArn: string, feature = 'Image'): void {
  binding.permissions.add({ feature, actions: PULL, resources: [repositoryArn] });
  binding.permissions.add({ feature: `${feature}Token`, actions: ['ecr:GetAuthorizationToken'], resources: ['*'] });
  for (const service of ['ecr.api', 'ecr.dkr', 's3']) {
    binding.services.add(service);
  }
}

function permitPublicPull(binding: Binding): void {
  binding.permissions.add({
    feature: 'ImagePublicToken',
    actions: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
    resources: ['*'],
  });
}

/**
 * The image that the service brings: from its private repository in the agent's Region into a VPC, else from ECR Public.
 *
 * @internal
 */
export function permitManagedImage(binding: Binding, inVpc: boolean): void {
  permitPublicPull(binding);
  if (inVpc) {
    const repositories = { service: 'ecr', account: '*', resource: 'repository', resourceName: 'harness-*' };
    permitPull(binding, binding.stack.formatArn(repositories), 'ManagedImage');
  }
}
