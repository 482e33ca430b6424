import type { AccessPointOptions, IAccessPoint } from 'aws-cdk-lib/aws-efs';
import { Annotations } from 'aws-cdk-lib/core';
import { accessPointOptionsOf } from '../../private/known/access-point';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';

const LARGEST_ID = 2 ** 32 - 1;
/** The pattern of Amazon EFS: `/`, or up to 4 directories. */
const PATH = /^(\/|(\/(?!\.)[^$#<>;`|&?{}^*/\n]+){1,4})$/;

const ACCESS_POINT_ID = /^fsap-[0-9a-f]{8,40}$/;

/** Checks the ID in an ARN of which other parts are tokens, because the check of the schema skips such an ARN. */
export function checkAccessPointId(errors: ValidationErrors, what: string, arn: string): void {
  const id = arn.split('access-point/').pop();
  if (isUnknown(arn) && isKnown(id) && !ACCESS_POINT_ID.test(id)) {
    errors.add(
      `${what} must have an ID that consists of fsap- and hexadecimal digits, got ${quote(id)}. Use the ID that the console shows.`,
    );
  }
}

/** Checks the options of an access point of Amazon EFS, which aws-cdk-lib does not check. */
export function checkAccessPoint(errors: ValidationErrors, prop: string, options: AccessPointOptions): void {
  const { path, posixUser, createAcl, clientToken } = options;
  if (isKnown(path) && !(PATH.test(path) && path.length <= 100)) {
    errors.add(
      `${prop}.path must be / or an absolute path of at most 4 directories and 100 characters, got ${quote(path)}. Use a path such as "/work".`,
    );
  }
  checkId(errors, `${prop}.posixUser.uid`, posixUser?.uid);
  checkId(errors, `${prop}.posixUser.gid`, posixUser?.gid);
  for (const [index, gid] of (posixUser?.secondaryGids ?? []).entries()) {
    checkId(errors, `${prop}.posixUser.secondaryGids[${index}]`, gid);
  }
  const gids = posixUser?.secondaryGids?.length ?? 0;
  if (gids > 16) {
    errors.add(`${prop}.posixUser.secondaryGids must have at most 16 entries, got ${gids}. Remove some of them.`);
  }
  checkId(errors, `${prop}.createAcl.ownerUid`, createAcl?.ownerUid);
  checkId(errors, `${prop}.createAcl.ownerGid`, createAcl?.ownerGid);
  const permissions = createAcl?.permissions;
  if (isKnown(permissions) && !/^[0-7]{3,4}$/.test(permissions)) {
    errors.add(
      `${prop}.createAcl.permissions must be 3 or 4 octal digits, got ${quote(permissions)}. Use permissions such as "750".`,
    );
  }
  if (isKnown(clientToken) && !/^.{1,64}$/.test(clientToken)) {
    errors.add(
      `${prop}.clientToken must be 1 to 64 characters long, got ${quote(clientToken)}. Omit it, or change it.`,
    );
  }
}

/** Checks the settings of an access point that is defined in this app, at any construct level. */
export function checkAccessPointOf(errors: ValidationErrors, what: string, accessPoint: IAccessPoint): void {
  const options = accessPointOptionsOf(accessPoint);
  if (!options) {
    return;
  }
  checkAccessPoint(errors, `${what}: accessPoint`, options);
  if (isKnown(options.path) && options.path !== '/' && !options.createAcl) {
    Annotations.of(errors.scope).addWarningV2(
      'cdk-agentcore:accessPointWithoutAcl',
      `${what} has the path ${quote(options.path)} and no createAcl, so Amazon EFS does not create the directory. Sessions cannot mount a directory that does not exist. Set createAcl, or make sure that the directory exists.`,
    );
  }
}

function checkId(errors: ValidationErrors, prop: string, id: string | undefined): void {
  if (isKnown(id) && !(/^\d+$/.test(id) && Number(id) <= LARGEST_ID)) {
    errors.add(`${prop} must be a POSIX ID from 0 to ${LARGEST_ID}, got ${quote(id)}. Use an ID such as "1000".`);
  }
}

function isKnown(value: string | undefined): value is string {
  return value !== undefined && !isUnknown(value);
}
