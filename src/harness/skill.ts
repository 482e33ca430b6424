import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { permitApiKey, permitDecrypt } from '../private/iam/access';
import { type Binding, INTERNET } from '../private/iam/binding';
import type { Permission } from '../private/iam/permissions';
import { literalText } from '../private/iam/policy-text';
import { reportLeftOut } from '../private/packaging/staging';
import { quote } from '../private/validation/limit';
import { checkObjectKey } from '../private/validation/object-key';
import { checkApiKey, checkBucket } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { checkCloneUrl } from './clone-url';
import { SkillDirectories, type SkillFiles } from './skill-files';
import { skillNameOf } from './skill-front-matter';
import type { DirectorySkillOptions, GitSkillOptions } from './skill-options';

/**
 * A skill: a directory with instructions in a file `SKILL.md`, which the model loads when a task needs them.
 *
 * AgentCore fetches the skills of a harness once per session.
 *
 * @example
 * const skill = agentcore.Skill.fromGit('https://github.com/acme/skills', { path: 'refunds' });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-skills.html
 */
export abstract class Skill {
  /**
   * Uploads a skill from a local directory to Amazon S3.
   *
   * The path in the bucket contains a hash of the content, so that earlier versions of the harness continue to use
   * their content.
   *
   * @example
   * agentcore.Skill.fromDirectory('skills/refunds');
   *
   * @param directory The path of the directory. It must contain a file `SKILL.md` that begins with front matter with a
   *   `name` and a `description`
   * @param options The bucket, by default a dedicated bucket of the stack, and patterns of paths to exclude
   */
  public static fromDirectory(directory: string, options: DirectorySkillOptions = {}): Skill {
    return new DirectorySkill(directory, options);
  }

  /**
   * Uses a skill in an Amazon S3 bucket. The total size of the objects must be at most 1 GB.
   *
   * A slash at the beginning of the prefix is ignored. An empty prefix means the whole bucket, which the execution role
   * is then allowed to read.
   *
   * @example
   * declare const bucket: s3.Bucket;
   * agentcore.Skill.fromBucket(bucket, 'skills/refunds/');
   *
   * @param bucket The bucket
   * @param prefix The key prefix of the skill, for example `skills/refunds/`
   */
  public static fromBucket(bucket: IBucket, prefix: string): Skill {
    return new BucketSkill(bucket, prefix);
  }

  /**
   * Uses a skill in a Git repository. Cloning the repository must take at most 60 seconds. Requires internet egress.
   *
   * @example
   * agentcore.Skill.fromGit('https://github.com/acme/skills', { path: 'refunds' });
   *
   * @param url The URL of the repository. Must start with `https://`
   * @param options The path of the skill, and the credential for a private repository
   */
  public static fromGit(url: string, options: GitSkillOptions = {}): Skill {
    return new GitSkill(url, options);
  }

  /**
   * Uses a skill in the container image of the harness, or in a file system that is mounted.
   *
   * @example
   * agentcore.Skill.fromPath('/mnt/work/skills');
   *
   * @param path The path of the skill in a session, 1 to 4,096 characters
   */
  public static fromPath(path: string): Skill {
    return new PathSkill(path);
  }

  /**
   * Uses skills that AWS provides.
   *
   * @example
   * agentcore.Skill.aws();
   *
   * @param paths Glob patterns of the skills: relative paths without `..`, 1 to 4,096 characters each. A session fails
   *   to load skills if a pattern matches no skill. All skills if omitted
   */
  public static aws(...paths: string[]): Skill {
    return new AwsSkill(paths);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding): CfnHarness.HarnessSkillProperty;
}

class DirectorySkill extends Skill {
  public constructor(
    private readonly directory: string,
    private readonly options: DirectorySkillOptions,
  ) {
    super();
  }

  public _bind(binding: Binding): CfnHarness.HarnessSkillProperty {
    const name = skillNameOf(binding.errors, this.directory);
    const files = name && this.filesOf(binding);
    if (!name || !files) {
      return {};
    }
    if (binding.scope.node.tryFindChild(`Skill-${name}`)) {
      binding.errors.add(
        `skills must have unique names in their SKILL.md files, got "${name}" more than once. Change the name in one of the files.`,
      );
      return {};
    }
    if (this.options.bucket) {
      checkBucket(binding.errors, `skills: the bucket of "${name}"`, this.options.bucket);
    }
    const bucket = this.options.bucket ?? skillBucket(binding);
    const prefix = `skills/${name}/${files.hash}/`;
    const deployment = new BucketDeployment(binding.scope, `Skill-${name}`, {
      sources: [Source.bucket(files.asset.bucket, files.asset.s3ObjectKey)],
      destinationBucket: bucket,
      destinationKeyPrefix: prefix,
      retainOnDelete: true,
      prune: false,
    });
    binding.prerequisites.push(deployment);
    reportLeftOut(binding.scope, `skills: ${this.directory}`, files.leftOut);
    // Earlier versions of the harness run with the same role, and read their own content.
    new BucketSkill(bucket, `skills/${name}/`)._permit(binding, name);
    return { s3: { uri: `s3://${bucket.bucketName}/${prefix}` } };
  }

  private filesOf({ errors, stack }: Binding): SkillFiles | undefined {
    try {
      return SkillDirectories.of(stack).filesOf(this.directory, this.options.exclude ?? []);
    } catch (error) {
      errors.add(`skills: ${quote(this.directory)}: ${(error as Error).message}`);
      return undefined;
    }
  }
}

const BUCKET_ID = 'AgentCoreSkills';

/**
 * Returns the bucket of all skills of the stack. Its objects come from the app, so deleting the bucket loses no data.
 */
function skillBucket({ stack }: Binding): IBucket {
  const existing = stack.node.tryFindChild(BUCKET_ID);
  return (
    (existing as Bucket | undefined) ??
    new Bucket(stack, BUCKET_ID, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    })
  );
}

class BucketSkill extends Skill {
  public constructor(
    private readonly bucket: IBucket,
    private readonly prefix: string,
  ) {
    super();
  }

  public _bind(binding: Binding): CfnHarness.HarnessSkillProperty {
    checkBucket(binding.errors, `skills: the bucket of ${quote(this.prefix)}`, this.bucket);
    checkObjectKey(binding.errors, 'skills: the prefix', this.prefix);
    if (/(^|\/)SKILL\.md\/?$/i.test(this.prefix)) {
      binding.errors.add(
        `skills: the prefix must be the directory that contains SKILL.md, got ${quote(this.prefix)}. Remove the file name.`,
      );
    }
    this._permit(binding, this.prefix);
    return { s3: { uri: `s3://${this.bucket.bucketName}/${this.directory}` } };
  }

  public _permit(binding: Binding, name: string): void {
    const feature = { feature: 'Skill', of: name };
    const { directory } = this;
    binding.permissions.add({
      ...feature,
      actions: ['s3:GetObject'],
      resources: [this.bucket.arnForObjects(`${literalText(directory)}*`)],
    });
    binding.permissions.add({
      ...feature,
      feature: 'SkillList',
      actions: ['s3:ListBucket'],
      resources: [this.bucket.bucketArn],
      conditions: listingOf(literalText(directory)),
    });
    permitDecrypt(binding, feature, { service: 's3', region: this.bucket.env.region }, this.bucket.encryptionKey);
    binding.services.add('s3');
  }

  private get directory(): string {
    const key = this.prefix.replace(/^\//, '');
    return key === '' || key.endsWith('/') || isUnknown(key) ? key : `${key}/`;
  }
}

/**
 * Limits a listing to the directory, without directories whose names begin with its name. An empty name is the bucket.
 */
function listingOf(directory: string): Permission['conditions'] {
  if (directory === '') {
    return undefined;
  }
  const inside = `${directory}*`;
  return { StringLike: { 's3:prefix': directory.endsWith('/') ? [directory.slice(0, -1), inside] : inside } };
}

const REPOSITORY = /^https:\/\/[^\s/]+\/[^\s/]\S*$/;

function climbs(path: string): boolean {
  return path.split('/').includes('..');
}

class GitSkill extends Skill {
  public constructor(
    private readonly url: string,
    private readonly options: GitSkillOptions,
  ) {
    super();
  }

  public _bind(binding: Binding): CfnHarness.HarnessSkillProperty {
    const { path, credential, username } = this.options;
    // The schema rejects a URL with another scheme.
    if (!isUnknown(this.url) && this.url.startsWith('https://') && !REPOSITORY.test(this.url)) {
      binding.errors.add(
        `skills: the url of a Git repository must have a host and a path, and no white space, got ${quote(this.url)}. Use a URL such as "https://github.com/acme/skills".`,
      );
    }
    checkCloneUrl(binding.errors, this.url);
    if (path !== undefined && !isUnknown(path) && (path.trim() === '' || climbs(path))) {
      binding.errors.add(
        `skills: the path in the Git repository ${this.url} must be a path without "..", got ${quote(path)}. Omit it for the root of the repository.`,
      );
    }
    if (username !== undefined && !credential) {
      binding.errors.add(
        `skills: username requires credential, got "${username}" for ${this.url}. Set credential, or remove username.`,
      );
    }
    if (credential) {
      checkApiKey(binding.errors, `skills: the credential of ${this.url}`, credential);
      permitApiKey(binding, { feature: 'SkillGit', of: this.url.split('/').pop() }, credential);
    }
    binding.services.add(INTERNET);
    const auth = credential && {
      credentialArn: credential.apiKeyCredentialProviderRef.credentialProviderArn,
      username,
    };
    return { git: { url: this.url, path, auth } };
  }
}

class PathSkill extends Skill {
  public constructor(private readonly path: string) {
    super();
  }

  public _bind(): CfnHarness.HarnessSkillProperty {
    return { path: this.path };
  }
}

class AwsSkill extends Skill {
  public constructor(private readonly paths: string[]) {
    super();
  }

  public _bind({ errors }: Binding): CfnHarness.HarnessSkillProperty {
    for (const path of this.paths.filter((glob) => glob.startsWith('/') || climbs(glob))) {
      errors.add(
        `skills: paths of Skill.aws must be relative, without a leading slash and without "..", got ${quote(path)}. Use a pattern such as "*".`,
      );
    }
    return { awsSkills: { paths: this.paths.length > 0 ? this.paths : undefined } };
  }
}
