import { type Findings, isNode, itemsOf, type Node, type Place, shown } from '../../private/documents/findings';

const VARIABLE = /\{([^{}]*)\}/g;
/** Hosts that a gateway cannot reach. */
const PRIVATE_HOST =
  /^(localhost|.*\.localhost|(127|10)(\.\d+){3}|(192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)(\.\d+){2}|0\.0\.0\.0|\[::1?\])$/;
const ADVICE = 'Use the public URL of the API, for example "https://api.example.com/v1".';

/**
 * Checks the servers of an API. The gateway must be able to reach at least one of them.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export function checkServers(servers: Place, findings: Findings): void {
  const all = itemsOf(servers);
  if (all.length === 0) {
    const key = servers.path[servers.path.length - 1] as string;
    findings.refuse(servers.path.slice(0, -1), `must have "servers" with the URL of the API. ${ADVICE}`, key);
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
        `${problem}. The gateway cannot use this server. Remove it.`,
      );
    } else {
      findings.refuse(server.path, `${problem}. ${ADVICE}`, 'url');
    }
  }
}

/** Returns the reason why the gateway cannot use a server, if there is one. */
function problemOf({ value: server }: Place): string | undefined {
  if (!isNode(server) || typeof server.url !== 'string') {
    return 'must have a "url"';
  }
  const { url } = server;
  const open = variablesIn(url).find((name) => typeof variableOf(server, name)?.default !== 'string');
  if (open !== undefined) {
    return `"variables" must have a default for {${open}}, which "url" contains`;
  }
  const plain = url.replace(VARIABLE, (_, name) => variableOf(server, name)?.default as string);
  // The parser removes white space around a URL.
  const parsed = !/\s/.test(plain) && URL.canParse(plain) ? new URL(plain) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    return `"url" must be an absolute https:// URL, got ${shown(url)}`;
  }
  return PRIVATE_HOST.test(parsed.hostname) ? `"url" must have a public host, got ${shown(url)}` : undefined;
}

function doubtServer({ path, value }: Place, findings: Findings): void {
  const server = value as Node;
  const url = server.url as string;
  const [scheme, host = ''] = url.split(/:\/\/|\//);
  if (scheme === 'http') {
    findings.doubt(
      'cdk-agentcore:openApiServers',
      path,
      `the server ${shown(url)} uses HTTP. Requests and credentials are not encrypted. Use HTTPS.`,
    );
  }
  const free = variablesIn(host).find((name) => !Array.isArray(variableOf(server, name)?.enum));
  if (free !== undefined) {
    const problem = `the variable {${free}} is part of the host ${shown(url)} and accepts any value. A caller could direct the gateway and its credentials to another host. Add an "enum", or use a fixed host.`;
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
