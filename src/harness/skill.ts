import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnHarness, IApiKeyCredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { isNode } from '../private/documents/findings';
import { permitApiKey, permitDecrypt } from '../private/iam/access';
import { type Binding, INTERNET } from '../private/iam/binding';
import type { Permission } from '../private/iam/permissions';
import { literalText } from '../private/iam/policy-text';
import { kindOf, readable } from '../private/packaging/files';
import { reportLeftOut } from '../private/packaging/staging';
import { quote } from '../private/validation/limit';
import { checkObjectKey } from '../private/validation/object-key';
import { checkApiKey, checkBucket } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { pathOf, SkillDirectories, type SkillFiles } from './skill-files';

/** Where a skill's directory is kept. */
export interface DirectorySkillOptions {
  /**
   * The bucket that it is uploaded to.
   *
   * @default - a bucket of the stack for skills, which goes with the stack
   */
  readonly bucket?: IBucket;

  /**
   * Paths of the directory that are not uploaded, in the syntax of `.gitignore`.
   *
   * The `.gitignore` files of the directory are respected, and files with credentials, version control and caches are
   * never uploaded. `!path` uploads a path that is otherwise left out.
   *
   * @default - no further paths
   */
  readonly exclude?: string[];
}

/** Where in a Git repository a skill is, and how it is reached. */
export interface GitSkillOptions {
  /**
   * The skill's directory in the repository.
   *
   * @default - the repository's root
   */
  readonly path?: string;

  /**
   * The password or token for a private repository, in the token vault: an `ApiKey`, or any other API key credential provider.
   *
   * @default - none, the repository is public
   */
  readonly credential?: IApiKeyCredentialProviderRef;

  /**
   * The user whose password or token it is, only with a credential.
   *
   * @default - `oauth2`, which the common hosts take with a token
   */
  readonly username?: string;
}

/**
 * Knowledge that a harness's model reads when it needs it: a directory with a file `SKILL.md`.
 *
 * It is fetched once per session.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-skills.html
 */
export abstract class Skill {
  /**
   * A directory beside the app, which is uploaded to a bucket when it is deployed.
   * Each content has a path of its own there, so that a pinned version keeps what it was made with.
   *
   * @param directory has a `SKILL.md`, which begins with a `name` and a `description`
   */
  public static fromDirectory(directory: string, options: DirectorySkillOptions = {}): Skill {
    return new DirectorySkill(directory, options);
  }

  /**
   * A directory of a bucket, at most 1 GB.
   *
   * A slash at the beginning of the prefix is ignored. An empty prefix stands for the whole bucket, which the execution
   * role is then allowed to read.
   *
   * @param prefix the directory's path, as in `skills/refunds/`
   */
  public static fromBucket(bucket: IBucket, prefix: string): Skill {
    return new BucketSkill(bucket, prefix);
  }

  /**
   * A Git repository, which must be cloned within 60 seconds and needs a way to the internet.
   *
   * @param url begins with `https://`
   */
  public static fromGit(url: string, options: GitSkillOptions = {}): Skill {
    return new GitSkill(url, options);
  }

  /**
   * A directory that sessions find: in the container image, or in a file system that is mounted.
   *
   * @param path 1 to 4,096 characters, as in `/mnt/work/skills`
   */
  public static fromPath(path: string): Skill {
    return new PathSkill(path);
  }

  /**
   * Skills that AWS brings along.
   *
   * @param paths globs of the skills, relative, 1 to 4,096 characters each, all of which must match; all skills when left out
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
    const name = this.skillNameOf(binding);
    const files = name && this.filesOf(binding);
    if (!name || !files) {
      return {};
    }
    if (binding.scope.node.tryFindChild(`Skill-${name}`)) {
      binding.errors.add(
        `skills: two directories have the name "${name}" in their SKILL.md: give each a name of its own`,
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
    // Versions that are pinned still ask for what they were made with, and run with the same role.
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

  /** The name in the front matter of the SKILL.md file, in characters that a path can have. */
  private skillNameOf({ errors }: Binding): string | undefined {
    const file = join(this.directory, 'SKILL.md');
    if (kindOf(file) !== 'file') {
      errors.add(`skills: ${quote(this.directory)} must be a directory with a SKILL.md, found none`);
      return undefined;
    }
    let content: string;
    try {
      content = readable('SKILL.md', () => readFileSync(file, 'utf8'));
    } catch (error) {
      errors.add(`skills: ${quote(this.directory)}: ${(error as Error).message}`);
      return undefined;
    }
    const front = FRONT_MATTER.exec(content)?.groups?.front;
    const { YamlText } = require('../private/documents/yaml-text') as typeof import('../private/documents/yaml-text');
    const text = front === undefined ? undefined : new YamlText(front);
    if (text?.problem) {
      const { line, col } = text.positionOf([], text.problem.offset);
      errors.add(`skills: the front matter of ${file}:${line + 1}:${col}: ${text.problem.message}`);
      return undefined;
    }
    const fields = (isNode(text?.value) ? text.value : {}) as Record<string, unknown>;
    const missing = ['name', 'description'].filter((field) => !isText(fields[field]));
    if (missing.length > 0) {
      errors.add(
        `skills: ${file} must begin with front matter that has a ${missing.join(' and a ')}, by which the model finds the skill`,
      );
    }
    return missing.length > 0 ? undefined : pathOf(String(fields.name).trim());
  }
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?<front>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Whether a field of the front matter is a text. YAML reads some texts as numbers or booleans. */
function isText(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'object' && String(value).trim() !== '';
}

const BUCKET_ID = 'AgentCoreSkills';

/** One for all agents of the stack. Everything in it comes from the app, and is there again when it is deployed again. */
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

/** The directory and what is in it, without the neighbours whose names begin alike; all of the bucket when it has no name. */
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
        `skills: the url of a Git repository must have a host and a path, without blanks, got ${quote(this.url)}. Use a URL such as "https://github.com/acme/skills".`,
      );
    }
    if (path !== undefined && !isUnknown(path) && (path.trim() === '' || climbs(path))) {
      binding.errors.add(
        `skills: the path in the Git repository ${this.url} must be a path without "..", got ${quote(path)}. Omit it for the root of the repository.`,
      );
    }
    if (username !== undefined && !credential) {
      binding.errors.add(`skills: the username "${username}" of ${this.url} has no effect without a credential`);
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
      errors.add(`skills: the paths of AWS's skills are relative, without a leading / or .., got ${quote(path)}`);
    }
    return { awsSkills: { paths: this.paths.length > 0 ? this.paths : undefined } };
  }
}
