import { type Findings, isNode, itemsOf, type Node, type Place, shown } from '../../private/documents/findings';

const VARIABLE = /\{([^{}]*)\}/g;
/** Hosts to which the gateway sends nothing. */
const PRIVATE_HOST =
  /^(localhost|.*\.localhost|(127|10)(\.\d+){3}|(192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)(\.\d+){2}|0\.0\.0\.0|\[::1?\])$/;
const ADVICE = 'say where the API really is, as in "https://api.example.com/v1"';

/**
 * Checks the servers of an API: one of them must be where the API really is.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export function checkServers(servers: Place, findings: Findings): void {
  const all = itemsOf(servers);
  if (all.length === 0) {
    const key = servers.path[servers.path.length - 1] as string;
    findings.refuse(servers.path.slice(0, -1), `must have "servers" with the URL of the API: ${ADVICE}`, key);
    return;
  }
  const problems = all.map(problemOf);
  const isReachable = problems.some((problem) => problem === undefined);
  for (const [index, server] of all.entries()) {
    const problem = problems[index];
    if (problem === undefined) {
      doubtServer(server, findings);
    } else if (isReachable) {
      findings.doubt(
        'cdk-agentcore:openApiServers',
        server.path,
        `${problem}, so the gateway cannot use it. Leave it out`,
      );
    } else {
      findings.refuse(server.path, `${problem}: ${ADVICE}`, 'url');
    }
  }
}

/** Why a server cannot be the one, if it cannot. */
function problemOf({ value: server }: Place): string | undefined {
  if (!isNode(server) || typeof server.url !== 'string') {
    return 'must have a "url"';
  }
  const { url } = server;
  const open = variablesIn(url).find((name) => typeof variableOf(server, name)?.default !== 'string');
  if (open !== undefined) {
    return `has the variable {${open}} in its "url", and "variables" has no default for it`;
  }
  const plain = url.replace(VARIABLE, (_, name) => variableOf(server, name)?.default as string);
  const parsed = URL.canParse(plain) ? new URL(plain) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    return `has the "url" ${shown(url)}, which is no URL of https://`;
  }
  return PRIVATE_HOST.test(parsed.hostname)
    ? `has the "url" ${shown(url)}, to which the gateway sends nothing`
    : undefined;
}

function doubtServer({ path, value }: Place, findings: Findings): void {
  const server = value as Node;
  const url = server.url as string;
  const [scheme, host = ''] = url.split(/:\/\/|\//);
  if (scheme === 'http') {
    findings.doubt(
      'cdk-agentcore:openApiServers',
      path,
      `${shown(url)} is reached over http, where others on the way read all of it. Use https`,
    );
  }
  const free = variablesIn(host).find((name) => !Array.isArray(variableOf(server, name)?.enum));
  if (free !== undefined) {
    const problem = `the variable {${free}} may lead the gateway, with its credentials, to any host of ${shown(url)}. Give it an "enum", or write the host`;
    findings.doubt('cdk-agentcore:openApiServers', path, problem);
  }
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name]) => name);
}

function variableOf({ variables }: Node, name: string): Node | undefined {
  const variable = isNode(variables) ? variables[name] : undefined;
  return isNode(variable) ? variable : undefined;
}
