import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CfnRepository, type IRepository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Annotations, ArnFormat, Aws, Token } from 'aws-cdk-lib/core';
import { type Binding, INTERNET } from '../private/iam/binding';
import { imageSourceOf } from '../private/known/image';
import { propertyOf, resourceOf } from '../private/known/resource';
import { kindOf, readable } from '../private/packaging/files';
import type { Selection } from '../private/packaging/selection';
import { reportLeftOut, withStaged } from '../private/packaging/staging';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';
import type { ContainerImageBuildOptions, EcrImageOptions } from './container-image-options';
import { foreignPlatform, isPlatformOf, lacksStage, PLATFORMS } from './dockerfile';
import { checkRepository, permitPublicPull, permitPull } from './image-pull';

/** @internal */
export interface BoundImage {
  readonly uri: string;
  /** Whether the URI can refer to another image later. */
  readonly mutable: boolean;
}

/**
 * A container image of an agent. Must be built for `linux/arm64`, or for the architecture of the instances on a
 * capacity provider. The execution role is allowed to pull the image.
 *
 * @example
 * const image = agentcore.ContainerImage.fromUri('public.ecr.aws/example/agent:1.0');
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-environment.html
 */
export abstract class ContainerImage {
  /**
   * Builds an image from a directory with a Dockerfile, and publishes it when the app is deployed. The image is built
   * for `linux/arm64`, or for the architecture of the instances on a capacity provider. Requires Docker at deployment.
   *
   * @param directory The path of the directory, which is the build context
   * @param options The path of the Dockerfile, by default `Dockerfile`, build arguments, and patterns to exclude, in
   *   addition to those of `.dockerignore`
   *
   * @example
   * const image = agentcore.ContainerImage.fromDirectory('agents/support');
   */
  public static fromDirectory(directory: string, options: ContainerImageBuildOptions = {}): ContainerImage {
    return new BuiltImage(directory, options);
  }

  /**
   * Uses an image in a private Amazon ECR repository.
   *
   * @param repository The repository. A repository in another account must allow the account of the agent to pull
   * @param options The tag or the digest of the image
   *
   * @example
   * const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'agents');
   * const image = agentcore.ContainerImage.fromEcrRepository(repository, { tag: '1.0' });
   */
  public static fromEcrRepository(repository: IRepository, options: EcrImageOptions): ContainerImage {
    return new RepositoryImage(repository, options);
  }

  /**
   * Uses a Docker image asset of the app. The asset must be built for the platform of the agent, `linux/arm64`.
   *
   * @param asset The asset, with `platform: Platform.LINUX_ARM64`
   *
   * @example
   * import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
   *
   * const asset = new DockerImageAsset(stack, 'Image', { directory: 'agents/support', platform: Platform.LINUX_ARM64 });
   * const image = agentcore.ContainerImage.fromDockerImageAsset(asset);
   */
  public static fromDockerImageAsset(asset: DockerImageAsset): ContainerImage {
    return new AssetImage(asset);
  }

  /**
   * Uses an image in a private Amazon ECR repository or in the Amazon ECR Public Gallery (`public.ecr.aws`).
   *
   * @param uri The URI of the image, 1 to 1,024 characters. The tag or digest is optional. Without a digest, the URI
   *   can refer to another image later
   *
   * @example
   * const image = agentcore.ContainerImage.fromUri('public.ecr.aws/example/agent:1.0');
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
    let asset: DockerImageAsset | undefined;
    try {
      this.checkDockerfile(binding.architecture);
      const leftOut = withStaged(binding.scope, this.directory, this.selection(), (directory) => {
        asset = new DockerImageAsset(binding.scope, 'Image', {
          ...this.options,
          directory,
          platform: Platform.custom(PLATFORMS[binding.architecture]),
        });
      });
      reportLeftOut(binding.scope, 'image', leftOut);
    } catch (error) {
      binding.errors.add(`image: ${(error as Error).message}`);
    }
    if (!asset) {
      return { uri: Aws.NO_VALUE, mutable: false };
    }
    permitPull(binding, asset.repository.repositoryArn);
    return { uri: asset.imageUri, mutable: false };
  }

  /** Returns the build context that Docker would select, without files that look like credentials. */
  private selection(): Selection {
    const { file = 'Dockerfile', exclude = [] } = this.options;
    const ignoreFile = [`${file}.dockerignore`, '.dockerignore']
      .map((name) => join(this.directory, name))
      .find((path) => existsSync(path));
    const ignored = ignoreFile
      ? readable(relative(this.directory, ignoreFile), () => readFileSync(ignoreFile, 'utf8'))
          .split('\n')
          .map((line) => line.trim())
      : [];
    const patterns = [...ignored, ...exclude].filter((pattern) => pattern !== '' && !pattern.startsWith('#'));
    // Docker does not read .dockerignore beside the file of the Dockerfile, but aws-cdk-lib reads it in the context.
    const general = ignoreFile?.endsWith(`${file}.dockerignore`) ? '.dockerignore' : '!.dockerignore';
    return {
      exclude: exclude.filter((pattern) => pattern.startsWith('!')),
      dockerPatterns: [...patterns, `!${file}`, general],
    };
  }

  /** @throws if the service would reject the image after it was built and pushed */
  private checkDockerfile(architecture: Binding['architecture']): void {
    const { file = 'Dockerfile', target } = this.options;
    const path = join(this.directory, file);
    if (kindOf(path) !== 'file') {
      throw new Error(
        `the Dockerfile ${quote(path)} must exist. Set file to the path of the Dockerfile, relative to the directory.`,
      );
    }
    const text = readable(file, () => readFileSync(path, 'utf8'));
    if (target && !isUnknown(target) && lacksStage(text, target)) {
      throw new Error(
        `target must be a stage of the Dockerfile, got ${quote(target)}. Use the name of a stage in ${path}.`,
      );
    }
    const foreign = foreignPlatform(text, architecture, target);
    if (foreign) {
      throw new Error(
        `${path}:${foreign.line} builds for ${foreign.platform}, but the agent runs on ${PLATFORMS[architecture]}. Remove --platform from the Dockerfile.`,
      );
    }
  }
}

class AssetImage extends ContainerImage {
  public constructor(private readonly asset: DockerImageAsset) {
    super();
  }

  public _bind(binding: Binding): BoundImage {
    this.checkPlatform(binding);
    permitPull(binding, this.asset.repository.repositoryArn);
    checkRepository(binding, this.asset.repository.repositoryArn, this.asset.repository);
    // The tag of an asset is the hash of its content.
    return { uri: this.asset.imageUri, mutable: false };
  }

  private checkPlatform({ architecture, errors, scope }: Binding): void {
    const source = imageSourceOf(this.asset);
    const expected = PLATFORMS[architecture];
    const path = source?.dockerfile;
    const foreign =
      path && existsSync(path) && foreignPlatform(readFileSync(path, 'utf8'), architecture, source.target);
    if (source?.platform && !isPlatformOf(source.platform, architecture)) {
      errors.add(
        `image must be built for ${expected}, got the asset ${this.asset.node.path} for ${source.platform}. Set platform: Platform.custom('${expected}') on the asset.`,
      );
    } else if (foreign) {
      errors.add(
        `image must be built for ${expected}, got a Dockerfile of ${this.asset.node.path} that builds for ${foreign.platform} in line ${foreign.line}. Remove --platform from the Dockerfile.`,
      );
    } else if (source && !source.platform) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:imagePlatform',
        `image: the asset ${this.asset.node.path} has no platform, so the image is built for the machine that builds it. AgentCore runs only ${expected}. Set platform: Platform.custom('${expected}') on the asset.`,
      );
    }
  }
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

const TAG = /^[\w][\w.-]{0,299}$/;

class RepositoryImage extends ContainerImage {
  public constructor(
    private readonly repository: IRepository,
    private readonly options: EcrImageOptions,
  ) {
    super();
  }

  public _bind(binding: Binding): BoundImage {
    const { repository, options } = this;
    const { tag, digest } = options;
    this.check(binding);
    checkRepository(binding, repository.repositoryArn, repository);
    permitPull(binding, repository.repositoryArn);
    return {
      uri: digest === undefined ? repository.repositoryUriForTag(tag) : repository.repositoryUriForDigest(digest),
      mutable: digest === undefined && !hasImmutableTags(repository),
    };
  }

  private check({ errors }: Binding): void {
    const { tag, digest } = this.options;
    if ((tag === undefined) === (digest === undefined)) {
      errors.add(
        `image must have either a tag or a digest, got ${tag === undefined ? 'neither' : 'both'}. Pass { tag } or { digest } to ContainerImage.fromEcrRepository.`,
      );
    }
    checkName(errors, tag, digest);
  }
}

function checkName(errors: ValidationErrors, tag?: string, digest?: string): void {
  if (digest !== undefined && !isUnknown(digest) && !DIGEST.test(digest)) {
    errors.add(`image: digest must be sha256: followed by 64 hexadecimal digits, got ${quote(digest)}`);
  }
  if (tag !== undefined && !isUnknown(tag) && !TAG.test(tag)) {
    const fix = DIGEST.test(tag) ? '. Pass it as digest' : '';
    errors.add(
      `image: tag must contain only letters, digits, underscores, periods and hyphens (at most 300 characters), got ${quote(tag)}${fix}`,
    );
  }
}

function hasImmutableTags(repository: IRepository): boolean {
  const resource = resourceOf(repository, CfnRepository.isCfnRepository);
  return resource !== undefined && propertyOf(resource, 'imageTagMutability') === 'IMMUTABLE';
}

const PRIVATE_ECR = /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.[^/]+\/(?<name>[^:@]+)/;

class UriImage extends ContainerImage {
  public constructor(private readonly uri: string) {
    super();
  }

  public _bind(binding: Binding): BoundImage {
    const image = { uri: this.uri, mutable: !isUnknown(this.uri) && !this.uri.includes('@sha256:') };
    this.check(binding);
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
        'image: the URI is not known at synth, so the execution role gets no permission to pull the image from a private repository. Use ContainerImage.fromEcrRepository.',
      );
    } else {
      permitPublicPull(binding);
      binding.services.add(INTERNET);
    }
    return image;
  }

  /** The schema checks the registry and the repository, and rejects an empty tag and one with a colon. */
  private check({ errors }: Binding): void {
    const { tag, digest } = (isUnknown(this.uri) ? undefined : TAG_AND_DIGEST.exec(this.uri)?.groups) ?? {};
    checkName(errors, tag, digest);
  }
}

const TAG_AND_DIGEST = /^[^:@]+\/[^/:@]+(?::(?<tag>[^:@]+))?(?:@(?<digest>.+))?$/s;
