import type { CfnFileSystem } from 'aws-cdk-lib/aws-s3files';
import type { Size } from 'aws-cdk-lib/core';
import { checkObjectKey } from '../../private/validation/object-key';
import type { ValidationErrors } from '../../private/validation/validation-errors';

/**
 * A rule for data that S3 Files imports from the bucket into the file system.
 *
 * @example
 * const rule = agentcore.ImportDataRule.onDirectoryAccess('reports/', Size.mebibytes(1));
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files-synchronization-customizing.html
 */
export class ImportDataRule {
  /**
   * Imports the files of a directory when the directory is accessed for the first time.
   *
   * @param prefix The prefix of the objects, which ends with `/`. An empty prefix applies to the whole file system
   * @param below The maximum size of files to import, up to 48 TiB. Only the metadata of larger files is imported
   *
   * @example
   * const rule = agentcore.ImportDataRule.onDirectoryAccess('', Size.kibibytes(128));
   */
  public static onDirectoryAccess(prefix: string, below: Size): ImportDataRule {
    return new ImportDataRule(prefix, 'ON_DIRECTORY_FIRST_ACCESS', below);
  }

  /**
   * Imports a file when it is read for the first time.
   *
   * @param prefix The prefix of the objects, which ends with `/`. An empty prefix applies to the whole file system
   * @param below The maximum size of files to import, up to 48 TiB. Larger files are read from the bucket
   *
   * @example
   * const rule = agentcore.ImportDataRule.onFileAccess('videos/', Size.gibibytes(1));
   */
  public static onFileAccess(prefix: string, below: Size): ImportDataRule {
    return new ImportDataRule(prefix, 'ON_FILE_ACCESS', below);
  }

  private constructor(
    private readonly prefix: string,
    private readonly trigger: string,
    private readonly below: Size,
  ) {}

  /** @internal */
  public _render(errors: ValidationErrors, prop: string): CfnFileSystem.ImportDataRuleProperty {
    checkObjectKey(errors, prop, this.prefix);
    return { prefix: this.prefix, trigger: this.trigger, sizeLessThan: this.below.toBytes() };
  }
}
