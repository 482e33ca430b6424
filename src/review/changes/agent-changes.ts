import type { AgentInfo, Change, Exposure, OtherInfo, Permission, Status, TopologyNode } from '../model';

/** The way of the row about the network of an agent. */
const NETWORK = 'Network';
/** The nodes of callers that IAM or a resource policy permits, and of what forwards requests. */
const CALLER = /#(caller|policy) /;
const LEVELS: Record<Exposure['level'], number> = { none: 0, limited: 1, open: 2 };

/** The changes in the review of one agent: callers, tools, exposure and permissions. */
export function agentChanges(before: AgentInfo, after: AgentInfo): Change[] {
  const what = `the ${after.kind} ${after.name}`;
  return [
    ...nodeChanges(before, after, what),
    ...exposureChanges(before, after, what),
    ...permissionChanges(before, after),
  ];
}

function nodeChanges(before: AgentInfo, after: AgentInfo, what: string): Change[] {
  const old = new Map(before.topology.nodes.map((node) => [node.id, node]));
  const next = new Map(after.topology.nodes.map((node) => [node.id, node]));
  const added = [...next.values()].filter((node) => !node.isMuted && isMissing(old.get(node.id)));
  const removed = [...old.values()].filter((node) => !node.isMuted && isMissing(next.get(node.id)));
  return [
    ...added.flatMap((node) => nodeChange(node, 'added', what, after.path)),
    ...removed.flatMap((node) => nodeChange(node, 'removed', what, after.path)),
    ...[...next.values()].flatMap((node) => callerChange(old.get(node.id), node, what, after.path)),
  ];
}

/**
 * The changes of a caller that is in both reviews, such as another trust policy of its role. The exposure describes
 * identity providers.
 */
function callerChange(before: TopologyNode | undefined, after: TopologyNode, what: string, agent: string): Change[] {
  if (before === undefined || isMissing(before) || isMissing(after) || !CALLER.test(after.id)) {
    return [];
  }
  const added = after.lines.filter((line) => !before.lines.includes(line));
  const removed = before.lines.filter((line) => !after.lines.includes(line));
  if (added.length + removed.length === 0) {
    return [];
  }
  const now = added.length > 0 ? `: ${added.join('; ')}` : '';
  const then = removed.length > 0 ? ` Before: ${removed.join('; ')}.` : '';
  return [
    {
      kind: 'caller',
      tag: 'caller',
      severity: added.length > 0 ? 'warning' : 'info',
      status: 'changed',
      path: after.path ?? agent,
      words: `${titleOfCaller(after)}, which can call ${what}, changes${now}.${then}`,
    },
  ];
}

function titleOfCaller({ kind, name }: TopologyNode): string {
  return kind === 'Anyone' ? name : `${kind} ${name}`;
}

function isMissing(node: TopologyNode | undefined): boolean {
  return node === undefined || node.isMuted === true;
}

function nodeChange(node: TopologyNode, status: 'added' | 'removed', what: string, agent: string): Change[] {
  const path = node.path ?? agent;
  const name = titleOfCaller(node);
  const isNew = status === 'added';
  switch (node.column) {
    case 'callers':
      return [
        {
          kind: 'caller',
          tag: isNew ? 'new caller' : 'removed caller',
          severity: isNew ? 'warning' : 'info',
          status,
          path,
          words: isNew ? `${name} can now call ${what}.` : `${name} can no longer call ${what}.`,
        },
      ];
    case 'tools':
    case 'targets': {
      const details = node.lines.length > 0 && isNew ? ` (${node.lines.join(', ')})` : '';
      const words = isNew ? `${name}${details} is new for ${what}.` : `${name} is no longer used by ${what}.`;
      // A hook can check what the agent does.
      const severity = !isNew && node.kind.startsWith('Hook') ? 'warning' : 'info';
      return [{ kind: 'tool', tag: isNew ? 'new tool' : 'removed tool', severity, status, path, words }];
    }
    default:
      return [];
  }
}

function exposureChanges(before: AgentInfo, after: AgentInfo, what: string): Change[] {
  // Several rows can have one way, such as those of a resource policy.
  const isIn = (rows: readonly Exposure[], row: Exposure) =>
    rows.some((each) => each.way === row.way && each.who === row.who && each.checks === row.checks);
  const gone = before.exposure.filter((row) => !isIn(after.exposure, row));
  const denials = gone.filter(({ way }) => way.endsWith(', denial')).map((row) => deniedNoMore(row, what, after.path));
  const changed = after.exposure.filter((row) => !isIn(before.exposure, row));
  const rows = changed.flatMap((row): Change[] => {
    const same = gone.filter(({ way, who }) => way === row.way && who === row.who);
    const previous = [...same, ...gone.filter(({ way }) => way === row.way)][0];
    if (previous) {
      gone.splice(gone.indexOf(previous), 1);
    }
    const from = previous ? LEVELS[previous.level] : 0;
    if (previous === undefined && row.level === 'none') {
      return [];
    }
    const isWider = LEVELS[row.level] > from;
    const hasOtherIssuer = previous !== undefined && issuerOf(previous) !== issuerOf(row);
    const lost = previous ? checksOf(previous).filter((check) => !checksOf(row).includes(check)) : [];
    const isLooser = lost.length > 0 || (previous !== undefined && hasMoreClients(previous, row));
    const isFewer = isLooser && checksOf(row).every((check) => previous && checksOf(previous).includes(check));
    const kind = row.way === NETWORK ? 'network' : 'exposure';
    const now = [row.who, row.checks].filter(Boolean).join('; ');
    const then = previous ? [previous.who, previous.checks].filter(Boolean).join('; ') : 'not possible';
    return [
      {
        kind,
        tag: isWider || isFewer ? `wider ${kind}` : kind,
        severity:
          row.level === 'open' && isWider ? 'error' : isWider || hasOtherIssuer || isLooser ? 'warning' : 'info',
        status: previous ? 'changed' : 'added',
        path: after.path,
        words: `${row.way} of ${what}: ${now}. Before: ${then}.`,
      },
    ];
  });
  return [...rows, ...denials];
}

function issuerOf({ who }: Exposure): string | undefined {
  return /^users of (.*?)( through the clients? .*)?$/.exec(who)?.[1];
}

/** The checks of the tokens of an identity provider. Other rows have none that can be lost. */
function checksOf({ who, checks }: Exposure): string[] {
  const [given] = (checks ?? '').split(';');
  return who.startsWith('users of ') ? given.split(', ') : [];
}

/** Whether tokens of more clients are accepted. */
function hasMoreClients(before: Exposure, after: Exposure): boolean {
  const [old, next] = [before, after].map(({ who }) => / through the clients? (.*)$/.exec(who)?.[1].split(/, | and /));
  return old !== undefined && (next === undefined || next.length > old.length);
}

/** The ways in which anyone can reach a new agent. */
export function openExposure(agent: AgentInfo): Change[] {
  const exposure = agent.exposure.filter(({ way, level }) => level === 'open' && !/^(Network$|Tool )/.test(way));
  const before = { ...agent, exposure: [] };
  return exposureChanges(before, { ...agent, exposure }, `the ${agent.kind} ${agent.name}`);
}

function deniedNoMore({ who, checks }: Exposure, what: string, path: string): Change {
  const words = `The resource policy of ${what} no longer denies this to ${who} as before: ${checks?.replace(/\.$/, '')}.`;
  return { kind: 'exposure', tag: 'wider exposure', severity: 'warning', status: 'removed', path, words };
}

type WithPermissions = Pick<AgentInfo | OtherInfo, 'permissions' | 'path'>;

/** Permissions that are granted, or no longer granted. */
export function permissionChanges(before: WithPermissions | undefined, after: WithPermissions): Change[] {
  const old = new Map((before?.permissions ?? []).map((permission) => [keyOf(permission), permission]));
  const next = new Map(after.permissions.map((permission) => [keyOf(permission), permission]));
  const added = [...next].flatMap(([key, permission]) => (old.has(key) ? [] : [permission]));
  const removed = [...old].flatMap(([key, permission]) => (next.has(key) ? [] : [permission]));
  const meaning = ({ role, effect, words }: Permission) => JSON.stringify([role, effect, words]);
  const replaced = new Set(removed.map(meaning).filter((one) => added.some((other) => meaning(other) === one)));
  return [
    ...added.map((permission) => permissionChange(permission, replaced.has(meaning(permission)) ? 'changed' : 'added')),
    ...removed
      .filter((one) => !replaced.has(meaning(one)))
      .map((permission) => permissionChange(permission, 'removed')),
  ];
}

function keyOf({ role, effect, actions, resources, statement }: Permission): string {
  return JSON.stringify([role, effect, [...actions].sort(), [...resources].sort(), statement.Condition ?? null]);
}

const VERBS: Readonly<Record<Permission['effect'], Record<Status, string>>> = {
  Allow: { added: 'may now', removed: 'may no longer', changed: 'may' },
  Deny: { added: 'is now denied to', removed: 'is no longer denied to', changed: 'is denied to' },
};
const TAGS: Readonly<Record<Status, string>> = {
  added: 'new permission',
  removed: 'removed permission',
  changed: 'permission',
};

function permissionChange(permission: Permission, status: Status): Change {
  const { role, owner, effect, words, hasWildcard, isExplained, feature } = permission;
  const isWider = status !== (effect === 'Allow' ? 'removed' : 'added');
  const start = (words === '' ? feature : words[0].toLowerCase() + words.slice(1)).replace(/\.$/, '');
  const text = start.startsWith('everything') ? `do ${start}` : start;
  const what = status === 'changed' ? `${text}. The resources or the conditions of the permission change.` : `${text}.`;
  const why = status !== 'removed' && !isExplained ? ' No feature of an agent explains the permission.' : '';
  return {
    kind: 'permission',
    tag: TAGS[status],
    severity: isWider && (hasWildcard || !isExplained || effect === 'Deny') ? 'warning' : 'info',
    status,
    path: role,
    words: `The role of ${owner} ${VERBS[effect][status]} ${what}${why}`,
  };
}
