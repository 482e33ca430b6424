import type { IApiKeyCredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Options for `Skill.fromDirectory`. */
export interface DirectorySkillOptions {
  /**
   * The Amazon S3 bucket to which the directory is uploaded.
   *
   * @default - one dedicated bucket for all skills of the stack, which is deleted with the stack
   */
  readonly bucket?: IBucket;

  /**
   * Patterns of paths in the directory that are not uploaded, in the syntax of `.gitignore`.
   *
   * Files with credentials, version control directories, caches and paths in `.gitignore` files of the directory are
   * not uploaded either. A pattern with a leading `!` uploads a path that is excluded otherwise.
   *
   * @default - no additional patterns
   */
  readonly exclude?: string[];
}

/** Options for `Skill.fromGit`. */
export interface GitSkillOptions {
  /**
   * The path of the skill in the repository. Must not contain `..`.
   *
   * @default - the root of the repository
   */
  readonly path?: string;

  /**
   * The password or token for a private repository, in the token vault: an `ApiKey`, or a reference to another API key
   * credential provider.
   *
   * @default - no credential; the repository must be public
   */
  readonly credential?: IApiKeyCredentialProviderRef;

  /**
   * The user name for the credential. Requires `credential`.
   *
   * @default - `oauth2`, which common Git hosts accept together with a token
   */
  readonly username?: string;
}
