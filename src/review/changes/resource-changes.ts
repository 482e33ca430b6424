import type { ReviewedResource } from '../assembly';
import { managedContentOf } from '../data/data';
import { fatesOf } from '../data/fates';
import { STORES } from '../data/store-types';
import { typeInWords } from '../findings/report';
import type { Schemas } from '../findings/schema';
import type { Change, Fate } from '../model';
import { nameOf } from '../names';
import { isIntrinsic, isJson } from '../parts';
import { capital, uncapital } from '../phrases';
import { CREATE_ONLY } from './create-only.generated';
import { type Difference, differences, type Pairs } from './pairs';

const AGENTCORE = /^AWS::(BedrockAgentCore|S3Files)::/;
const AGENT = /^AWS::BedrockAgentCore::(Harness|Runtime)$/;

/** Properties whose change replaces a resource, which the schemas of CloudFormation do not list as create-only. */
const CONDITIONAL: Readonly<Record<string, string[] | undefined>> = {
  'AWS::DynamoDB::GlobalTable': ['KeySchema', 'LocalSecondaryIndexes'],
  'AWS::DynamoDB::Table': ['KeySchema', 'LocalSecondaryIndexes'],
};

/** Resources that are added, removed or replaced: AgentCore resources, and resources that store data. */
export function resourceChanges(pairs: Pairs, schemas: Schemas): Change[] {
  const moved = movedIn(pairs);
  const gone = pairs.removed.filter((resource) => ![...moved.values()].includes(resource));
  const made = pairs.added.filter((resource) => !moved.has(resource));
  return [
    ...[...moved].flatMap(([after, before]) => movedChange(before, after)),
    ...gone.flatMap(removedChange),
    ...made.flatMap(addedChange),
    ...pairs.kept.flatMap(([before, after]) => {
      const replaced = replacedChange(before, after, schemas);
      return replaced.length > 0 ? replaced : [...fateChange(before, after), ...memoryChange(before, after)];
    }),
  ];
}

/** The resource in a sentence, such as `the memory Customers`. */
export function inWords(resource: ReviewedResource): string {
  const store = STORES[resource.type];
  const kind = store && !AGENTCORE.test(resource.type) ? titleInSentence(store.kind) : typeInWords(resource.type);
  return `the ${kind} ${nameOf(resource)}`;
}

function titleInSentence(kind: string): string {
  return /^[A-Z][a-z]/.test(kind) && !kind.startsWith('Dynamo') ? uncapital(kind) : kind;
}

/** Resources that have another logical ID in the app, and the same construct path or the same properties. */
function movedIn({ added, removed }: Pairs): Map<ReviewedResource, ReviewedResource> {
  const moved = new Map<ReviewedResource, ReviewedResource>();
  const left = new Set(removed.filter(({ type }) => AGENTCORE.test(type) || STORES[type] !== undefined));
  for (const resource of added) {
    const before = [...left].find((other) => other.type === resource.type && isSame(other, resource));
    if (before) {
      left.delete(before);
      moved.set(resource, before);
    }
  }
  return moved;
}

function isSame(before: ReviewedResource, after: ReviewedResource): boolean {
  const essence = ({ properties }: ReviewedResource) => JSON.stringify(properties);
  return (
    before.stack.path === after.stack.path &&
    (before.path === after.path || nameOf(before) === nameOf(after) || essence(before) === essence(after))
  );
}

function movedChange(before: ReviewedResource, after: ReviewedResource): Change[] {
  const what = inWords(before);
  const reason = `the logical ID changes from ${before.logicalId} to ${after.logicalId}`;
  return [replacement(after, before, fatesOf(before).onDelete, what, reason)];
}

function replacedChange(before: ReviewedResource, after: ReviewedResource, schemas: Schemas): Change[] {
  if (!AGENTCORE.test(after.type) && STORES[after.type] === undefined) {
    return [];
  }
  const outermost = causesOf(before, after, schemas);
  if (outermost.length === 0) {
    return [];
  }
  const reason = `${outermost.join(' and ')} ${outermost.length > 1 ? 'change' : 'changes'}`;
  return [replacement(after, before, fatesOf(before).onReplace, inWords(after), reason)];
}

/** Data that a later removal or replacement would delete, unlike before. */
function fateChange(before: ReviewedResource, after: ReviewedResource): Change[] {
  const content = contentOf(after);
  const [old, next] = [fatesOf(before), fatesOf(after)];
  const isLess = (['onDelete', 'onReplace'] as const).some((on) => old[on] === 'retained' && next[on] === 'deleted');
  return content === undefined || !isLess
    ? []
    : [
        {
          kind: 'data-loss',
          tag: 'no longer retained',
          severity: 'warning',
          status: 'changed',
          path: after.path,
          words: `${capital(inWords(after))} is no longer retained. A removal or a replacement deletes its data: ${content}.`,
        },
      ];
}

/** A harness that no longer uses its managed memory. */
function memoryChange(before: ReviewedResource, after: ReviewedResource): Change[] {
  const content = managedContentOf(before);
  if (content === undefined || managedContentOf(after) !== undefined || isIntrinsic(after.properties.Memory)) {
    return [];
  }
  const words = `${capital(inWords(after))} no longer uses its managed memory. AWS does not document what happens to its data: ${uncapital(content)}.`;
  return [{ kind: 'data-loss', tag: 'memory', severity: 'warning', status: 'changed', path: after.path, words }];
}

/** The properties whose change replaces a resource. */
export function causesOf(before: ReviewedResource, after: ReviewedResource, schemas: Schemas): string[] {
  const createOnly = schemas.of(after.type)?.createOnly ?? [
    ...(CREATE_ONLY[after.type] ?? []),
    ...(CONDITIONAL[after.type] ?? []),
  ];
  const changed = differences(before.properties, after.properties);
  const causes = createOnly.filter((property) => changed.some((difference) => isAt(difference, property)));
  return causes.filter((cause) => !causes.some((other) => cause.startsWith(`${other}.`)));
}

/** Whether a difference is at a property, in it, or at an object that contains it. */
function isAt({ path, before, after }: Difference, property: string): boolean {
  const at = path.filter((step) => typeof step === 'string').join('.');
  const within = property.startsWith(`${at}.`) ? property.slice(at.length + 1).split('.') : undefined;
  return within
    ? [before, after].some((value) => mayHave(value, within))
    : at === property || at.startsWith(`${property}.`);
}

/** Whether a value has a property, as far as the template says. */
function mayHave(value: unknown, [name, ...within]: readonly string[]): boolean {
  if (name === undefined || !isJson(value) || isIntrinsic(value)) {
    return value !== undefined;
  }
  return mayHave(value[name], within);
}

function contentOf(resource: ReviewedResource): string | undefined {
  const content = STORES[resource.type]?.content(resource);
  return content && (/^[A-Z][a-z]/.test(content) ? uncapital(content) : content);
}

/** The sentence about the managed memory of a harness. */
function memoryLoss(content: string): string {
  return `Its managed memory is deleted with its data: ${uncapital(content)}.`;
}

function replacement(
  resource: ReviewedResource,
  before: ReviewedResource,
  fate: Fate,
  what: string,
  reason: string,
): Change {
  const content = contentOf(before);
  const memory = managedContentOf(before);
  const start = `${capital(what)} is replaced, because ${reason}.`;
  const isDeleted = fate === 'deleted';
  const ends = {
    deleted: `The old one is deleted with its data: ${content}.`,
    snapshot: `The old one is deleted. Its data is in a snapshot: ${content}.`,
    retained: `The new one is empty. The old one is retained outside of the stack, with its data: ${content}.`,
    'not applicable': '',
  };
  const loss = isDeleted && memory !== undefined ? ` ${memoryLoss(memory)}` : '';
  const end = content === undefined ? `Its ARN changes.${loss}` : ends[fate];
  const isLost = isDeleted && (content ?? memory) !== undefined;
  return {
    kind: isLost ? 'data-loss' : 'replacement',
    tag: isLost ? 'data loss' : 'replaced',
    severity: isLost ? 'error' : 'warning',
    status: 'changed',
    path: resource.path,
    words: `${start} ${end}`,
  };
}

function removedChange(resource: ReviewedResource): Change[] {
  const content = contentOf(resource);
  const what = capital(inWords(resource));
  const base = { status: 'removed', path: resource.path } as const;
  if (content !== undefined) {
    const fate = fatesOf(resource).onDelete;
    const words = {
      deleted: `${what} is removed from the app, and deleted with its data: ${content}.`,
      snapshot: `${what} is removed from the app, and deleted. Its data is in a snapshot: ${content}.`,
      retained: `${what} is removed from the app. It is retained outside of the stack, with its data: ${content}.`,
      'not applicable': '',
    }[fate];
    const isLost = fate === 'deleted';
    return [
      {
        ...base,
        kind: isLost ? 'data-loss' : 'replacement',
        tag: isLost ? 'data loss' : 'removed',
        severity: isLost ? 'error' : 'warning',
        words,
      },
    ];
  }
  if (!AGENT.test(resource.type)) {
    return otherChange(resource, 'removed');
  }
  const memory = fatesOf(resource).onDelete === 'deleted' ? managedContentOf(resource) : undefined;
  const words = `${what} is removed. Callers can no longer invoke it.`;
  return memory === undefined
    ? [{ ...base, kind: 'agent', tag: 'removed agent', severity: 'warning', words }]
    : [{ ...base, kind: 'data-loss', tag: 'data loss', severity: 'error', words: `${words} ${memoryLoss(memory)}` }];
}

function addedChange(resource: ReviewedResource): Change[] {
  const what = capital(inWords(resource));
  return AGENT.test(resource.type)
    ? [
        {
          kind: 'agent',
          tag: 'new agent',
          severity: 'info',
          status: 'added',
          path: resource.path,
          words: `${what} is new.`,
        },
      ]
    : otherChange(resource, 'added');
}

/** AgentCore resources besides agents. */
function otherChange(resource: ReviewedResource, status: 'added' | 'removed'): Change[] {
  const { type, path } = resource;
  if (!type.startsWith('AWS::BedrockAgentCore::')) {
    return [];
  }
  const isEndpoint = type.endsWith('Endpoint');
  const isNew = status === 'added';
  const what = capital(inWords(resource));
  const fails = isEndpoint && !isNew ? ' Callers that use it fail.' : '';
  return [
    {
      kind: isEndpoint ? 'version' : type.endsWith('::GatewayTarget') ? 'tool' : 'setting',
      tag: isNew ? 'new' : 'removed',
      severity: fails ? 'warning' : 'info',
      status,
      path,
      words: `${what} is ${isNew ? 'new' : 'removed'}.${fails}`,
    },
  ];
}
