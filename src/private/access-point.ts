import type { AccessPointOptions } from 'aws-cdk-lib/aws-efs';
import type { Faults } from './faults';
import { quote } from './limit';
import { isUnknown } from './unknown';

const LARGEST_ID = 2 ** 32 - 1;
/** As Amazon EFS takes it: `/`, or up to four directories. */
const PATH = /^(\/|(\/(?!\.)[^$#<>;`|&?{}^*/\n]+){1,4})$/;

const ACCESS_POINT_ID = /^fsap-[0-9a-f]{8,40}$/;

/** Checks the ID in an ARN of which other parts are tokens: the check of the schema skips such an ARN. */
export function checkAccessPointId(faults: Faults, what: string, arn: string): void {
  const id = arn.split('access-point/').pop();
  if (isUnknown(arn) && isKnown(id) && !ACCESS_POINT_ID.test(id)) {
    faults.add(
      `${what} must have an ID of fsap- and hexadecimal digits, got ${quote(id)}. Use the ID that the console shows.`,
    );
  }
}

/** Checks the options of an access point of Amazon EFS, which aws-cdk-lib does not check. */
export function checkAccessPoint(faults: Faults, prop: string, options: AccessPointOptions): void {
  const { path, posixUser, createAcl, clientToken } = options;
  if (isKnown(path) && !(PATH.test(path) && path.length <= 100)) {
    faults.add(
      `${prop}.path must be / or an absolute path of at most 4 directories and 100 characters, got ${quote(path)}. Use a path such as "/work".`,
    );
  }
  checkId(faults, `${prop}.posixUser.uid`, posixUser?.uid);
  checkId(faults, `${prop}.posixUser.gid`, posixUser?.gid);
  for (const [index, gid] of (posixUser?.secondaryGids ?? []).entries()) {
    checkId(faults, `${prop}.posixUser.secondaryGids[${index}]`, gid);
  }
  const gids = posixUser?.secondaryGids?.length ?? 0;
  if (gids > 16) {
    faults.add(`${prop}.posixUser.secondaryGids must have at most 16 entries, got ${gids}. Remove some of them.`);
  }
  checkId(faults, `${prop}.createAcl.ownerUid`, createAcl?.ownerUid);
  checkId(faults, `${prop}.createAcl.ownerGid`, createAcl?.ownerGid);
  const permissions = createAcl?.permissions;
  if (isKnown(permissions) && !/^[0-7]{3,4}$/.test(permissions)) {
    faults.add(
      `${prop}.createAcl.permissions must be 3 or 4 octal digits, got ${quote(permissions)}. Use permissions such as "750".`,
    );
  }
  if (isKnown(clientToken) && !/^.{1,64}$/.test(clientToken)) {
    faults.add(
      `${prop}.clientToken must be 1 to 64 characters long, got ${quote(clientToken)}. Omit it, or change it.`,
    );
  }
}

function checkId(faults: Faults, prop: string, id: string | undefined): void {
  if (isKnown(id) && !(/^\d+$/.test(id) && Number(id) <= LARGEST_ID)) {
    faults.add(`${prop} must be a POSIX ID from 0 to ${LARGEST_ID}, got ${quote(id)}. Use an ID such as "1000".`);
  }
}

function isKnown(value: string | undefined): value is string {
  return value !== undefined && !isUnknown(value);
}
