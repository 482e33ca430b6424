import type { ReviewedResource } from './assembly';

/** Parts of construct paths that CDK and this library generate. */
const GENERATED =
  /^(Resource|Default|ServiceRole|DefaultPolicy|RolePolicy\d*|InlinePolicy|Policy|Role|SecurityGroup|LogGroup|Subnet|ManagedMemoryPolicy|Code|Handler|AccessPoint|FileSystem(IPV|DUAL).*|MountTarget.*|Target\d+Agent)$/;

/** The name of a construct for people: the last part of its path that is not generated. */
function nameOfPath(path: string): string {
  const parts = path.split('/');
  // The first part is the stack.
  const given = parts.slice(1).filter((part) => !GENERATED.test(part));
  // ScheduleTarget and EventTarget create a workflow below each schedule or rule, so its own ID does not identify it.
  const named = given.length > 1 && given[given.length - 1] === 'Workflow' ? given.slice(0, -1) : given;
  return named[named.length - 1] ?? parts[parts.length - 1];
}

export function nameOf({ path }: ReviewedResource): string {
  return nameOfPath(path);
}

/** The construct path of a resource below its stack. */
export function pathInStack({ path, stack }: ReviewedResource): string {
  return path.startsWith(`${stack.path}/`) ? path.slice(stack.path.length + 1) : path;
}
