import type { CfnFileSystem } from 'aws-cdk-lib/aws-s3files';
import type { Size } from 'aws-cdk-lib/core';
import { checkObjectKey } from '../../private/validation/object-key';
import type { ValidationErrors } from '../../private/validation/validation-errors';

/**
 * What is brought from the bucket before it is read, and when.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files-synchronization-customizing.html
 */
export class ImportDataRule {
  /**
   * Files of a directory are brought when the directory is first looked at.
   *
   * @param prefix where, ending in `/`; everywhere when it is empty
   * @param below how large they are at most, up to 48 TiB: of larger ones only names come
   */
  public static onDirectoryAccess(prefix: string, below: Size): ImportDataRule {
    return new ImportDataRule(prefix, 'ON_DIRECTORY_FIRST_ACCESS', below);
  }

  /**
   * A file is brought when it is first read.
   *
   * @param prefix where, ending in `/`; everywhere when it is empty
   * @param below how large it is at most, up to 48 TiB: larger ones are read from the bucket
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
