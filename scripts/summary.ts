/** Describes the resources of an app with agents in words. */
import type { Resource, Statement } from './assembly';
import { statementLines } from './statements';

type Resources = Readonly<Record<string, Resource>>;

/**
 * The description of a statement, by the beginning of its Sid. The first entry that matches counts. The guide to permissions
 * describes all Sids.
 */
const PERMISSIONS: ReadonlyArray<readonly [sid: RegExp, words: string]> = [
  [/^(Logs|LogGroups|Traces|TracesLogGroup|Metrics)$/, 'write its logs, traces and metrics'],
  [/^WorkloadIdentity/, 'get access tokens for its workload identity'],
  [/^ModelBedrock/, 'invoke its Amazon Bedrock model'],
  [/^Image/, 'pull its container image'],
  [/^Memory/, 'store and retrieve its memory'],
];

const DENIALS: ReadonlyArray<readonly [sid: RegExp, words: string]> = [[/^NoOtherRole$/, 'assume another role']];

/** The statements of all policies in a stack. */
export function statementsIn(resources: Resources): Statement[] {
  return Object.values(resources).flatMap(({ Properties = {} }) => {
    const inline = (Properties.Policies ?? []) as Array<{ PolicyDocument: { Statement: Statement[] } }>;
    const attached = Properties.PolicyDocument as { Statement: Statement[] } | undefined;
    return [...inline.map((policy) => policy.PolicyDocument), ...(attached ? [attached] : [])].flatMap(
      ({ Statement }) => Statement,
    );
  });
}

/** The description of the statements, in words. A Sid without words stands for itself. */
function inWords(statements: Statement[], words: typeof PERMISSIONS): string[] {
  const sids = statements.map(({ Sid = 'a statement without a Sid' }) => Sid);
  return [...new Set(sids.map((sid) => words.find(([pattern]) => pattern.test(sid))?.[1] ?? sid))];
}

function harnessLines(resources: Resources): string[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::BedrockAgentCore::Harness')
    .flatMap(({ Properties = {} }) => {
      const { HarnessName, Model, AuthorizerConfiguration } = Properties;
      const [{ ModelId }] = Object.values(Model as Record<string, { ModelId: string }>);
      const callers = AuthorizerConfiguration
        ? 'requests with a token of its issuer'
        : 'signed requests of IAM principals with the permission to invoke it';
      return [`the harness ${HarnessName}`, `with the model ${ModelId}`, `that accepts ${callers}`];
    });
}

/** The summary of one stack: its agents, and what they can and cannot do. */
export function summaryOf(stack: string, resources: Resources): string[] {
  const statements = statementsIn(resources);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const denied = statements.filter(({ Effect }) => Effect === 'Deny');
  const indented = (lines: string[]) => lines.map((line) => `  ${line}`);
  return [
    `${stack} has ${Object.keys(resources).length} resources. They define`,
    ...indented(harnessLines(resources)),
    '',
    'The agent can',
    ...indented(inWords(allowed, PERMISSIONS)),
    '',
    'The agent cannot',
    ...indented([...inWords(denied, DENIALS), 'call other AWS APIs']),
  ];
}

const NEXT = `Next, with AWS credentials
  npx cdk bootstrap             prepares the account and Region, once
  npx cdk deploy
  npm run chat -- quickstart
  npx cdk destroy               deletes the agent and its memory, and retains its logs`;

/** The output of `npm start`. */
export function screenOf(stack: string, resources: Resources, isVerbose: boolean): string {
  const statements = isVerbose
    ? ['', 'The statements', ...statementsIn(resources).flatMap(statementLines)]
    : ['  For each statement, run npm start -- --verbose.'];
  return ['', ...summaryOf(stack, resources), ...statements, '', NEXT, ''].join('\n');
}
