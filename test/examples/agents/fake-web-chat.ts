import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SynthesizedStack, synthesizeExampleTo, type TemplateJson } from '../../support/synthesize';
import { EVENT_STREAM, eventFrame } from './event-stream';
import type { StreamEvent } from './fake-deployment';
import { type LoopbackRequest, type LoopbackResponse, serve } from './loopback';

export const HARNESS = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/WebChat_Assistant-aBcDeFgHiJ';
export const EMAIL = 'ada@example.com';

const TYPES: Record<string, string> = {
  css: 'text/css',
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
};

export interface FakeWebChat {
  readonly url: string;
  readonly loginUrl: string;
  /** The requests to the agent, as CloudFront sends them. */
  readonly questions: LoopbackRequest[];
  /** The requests to the managed login. */
  readonly logins: URL[];
  /** Adds an answer of the agent. Each question gets the next one. */
  answer(response: LoopbackResponse): void;
  /** Sets the answer of the managed login to the next request for a code: a query string, instead of the code. */
  rejectLogin(query: string): void;
  close(): Promise<void>;
}

/** The web chat of the example on loopback: the files that the stack uploads, CloudFront, the user pool and the agent. */
export async function fakeWebChat(outdir: string): Promise<FakeWebChat> {
  const [stack] = synthesizeExampleTo(outdir, 'web-chat');
  const questions: LoopbackRequest[] = [];
  const answers: LoopbackResponse[] = [];
  const login = await fakeLogin();
  const headers = headersOf(stack, login.url);
  const toAgent = functionOf(stack.template);

  const server = await serve((request) => {
    const { pathname } = new URL(request.path, 'http://localhost');
    if (pathname === '/ask') {
      questions.push(toAgent(request));
      return answers.shift() ?? { type: 'text/plain', status: 500, body: '' };
    }
    if (pathname === '/config.json') {
      const config = fileIn(outdir, 'config.json').toString();
      const { scope } = JSON.parse(config);
      return {
        type: TYPES.json,
        headers,
        body: JSON.stringify({ loginUrl: login.url, clientId: 'the-client', scope }),
      };
    }
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    return { type: TYPES[name.split('.')[1]] ?? 'text/plain', headers, body: fileIn(outdir, name) };
  });
  return {
    url: `${server.url}/`,
    loginUrl: login.url,
    questions,
    logins: login.requests,
    answer: (response) => void answers.push(response),
    rejectLogin: login.reject,
    close: async () => {
      await Promise.all([server.close(), login.close()]);
    },
  };
}

/** An answer whose pieces the test sends: `next` sends the events of a piece, and `end` ends the answer. */
export function slowAnswer(): {
  response: LoopbackResponse;
  next(...events: StreamEvent[]): void;
  end(error?: Error): void;
} {
  const pieces: Array<Uint8Array | Error | undefined> = [];
  let wake = () => {};
  const push = (piece: Uint8Array | Error | undefined) => {
    pieces.push(piece);
    wake();
  };
  async function* body(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (pieces.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const piece = pieces.shift();
      if (piece === undefined) {
        return;
      }
      if (piece instanceof Error) {
        throw piece;
      }
      yield piece;
    }
  }
  return {
    response: { type: EVENT_STREAM, body: body() },
    next: (...events) => {
      const frames = events.flatMap((event) => Object.entries(event)).map(([name, part]) => eventFrame(name, part));
      push(Buffer.concat(frames));
    },
    end: (error) => push(error),
  };
}

/** The managed login, which signs in every user at once, and the token endpoint, which checks the proof of PKCE. */
async function fakeLogin() {
  const requests: URL[] = [];
  const codes = new Map<string, URLSearchParams>();
  let rejection: string | undefined;
  const redirect = (location: string): LoopbackResponse => ({
    type: 'text/plain',
    status: 302,
    headers: { location },
    body: '',
  });
  const tokens = (body: string): LoopbackResponse => {
    const given = new URLSearchParams(body);
    const asked = codes.get(given.get('code') ?? '');
    codes.delete(given.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url');
    const isValid =
      asked?.get('code_challenge') === challenge &&
      ['client_id', 'redirect_uri'].every((name) => asked.get(name) === given.get(name)) &&
      given.get('grant_type') === 'authorization_code';
    const claims = Buffer.from(JSON.stringify({ email: EMAIL })).toString('base64url');
    const answer = isValid
      ? { access_token: 'token-of-ada', id_token: `e30.${claims}.c2ln`, refresh_token: 'unused', expires_in: 3600 }
      : { error: 'invalid_grant' };
    return {
      type: TYPES.json,
      status: isValid ? 200 : 400,
      headers: { 'access-control-allow-origin': '*' },
      body: JSON.stringify(answer),
    };
  };
  const server = await serve(({ path, body }) => {
    const url = new URL(path, server.url);
    requests.push(url);
    switch (url.pathname) {
      case '/oauth2/authorize': {
        const code = `code-${requests.length}`;
        codes.set(code, url.searchParams);
        const query = rejection ?? `code=${code}&state=${url.searchParams.get('state')}`;
        rejection = undefined;
        return redirect(`${url.searchParams.get('redirect_uri')}?${query}`);
      }
      case '/oauth2/token':
        return tokens(body.toString());
      case '/logout':
        return redirect(url.searchParams.get('logout_uri') ?? '');
      default:
        return { type: 'text/plain', status: 404, body: '' };
    }
  });
  return {
    ...server,
    requests,
    reject: (query: string) => {
      rejection = query;
    },
  };
}

/** A file that the stack uploads. */
function fileIn(outdir: string, name: string): Buffer {
  const assets = readdirSync(outdir).filter((folder) => folder.startsWith('asset.'));
  const paths = assets.map((folder) => join(outdir, folder, name));
  return readFileSync(paths.find((path) => existsSync(path)) ?? join(outdir, name));
}

function resourceOf(template: TemplateJson, type: string): Record<string, never> {
  const [resource] = Object.values(template.Resources).filter(({ Type }) => Type === type);
  return resource.Properties as Record<string, never>;
}

/** The response headers of the page, which allow requests to the managed login on loopback. */
function headersOf({ template }: SynthesizedStack, loginUrl: string): Record<string, string> {
  const { ResponseHeadersPolicyConfig } = resourceOf(template, 'AWS::CloudFront::ResponseHeadersPolicy');
  const { SecurityHeadersConfig } = ResponseHeadersPolicyConfig as { SecurityHeadersConfig: Record<string, never> };
  const { ContentSecurityPolicy, ReferrerPolicy } = SecurityHeadersConfig as Record<string, Record<string, never>>;
  return {
    'content-security-policy': textOf(ContentSecurityPolicy.ContentSecurityPolicy).replace(
      /https:\/\/\S+\.amazoncognito\.com/,
      loginUrl,
    ),
    'referrer-policy': ReferrerPolicy.ReferrerPolicy,
    'x-content-type-options': 'nosniff',
  };
}

export interface EdgeRequest {
  readonly method: string;
  uri: string;
  querystring: unknown;
  headers: Record<string, { value: string }>;
}

/** The CloudFront function of the template. */
export function edgeFunctionOf(
  template: TemplateJson,
): (event: { request: EdgeRequest }) => EdgeRequest | { statusCode: number } {
  const { FunctionCode } = resourceOf(template, 'AWS::CloudFront::Function');
  return new Function(`${textOf(FunctionCode)}\nreturn handler;`)();
}

/** Changes a request as the CloudFront function does. */
function functionOf(template: TemplateJson): (request: LoopbackRequest) => LoopbackRequest {
  const handler = edgeFunctionOf(template);
  return (request) => {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, { value: String(value) }]);
    const { pathname: uri } = new URL(request.path, 'http://localhost');
    const event = { method: request.method, uri, querystring: {}, headers: Object.fromEntries(headers) };
    const changed = handler({ request: event });
    if ('statusCode' in changed) {
      throw new Error(`the CloudFront function answers ${changed.statusCode}`);
    }
    const sent = Object.entries(changed.headers).map(([name, { value }]) => [name, value]);
    return { ...request, path: `${changed.uri}?${changed.querystring}`, headers: Object.fromEntries(sent) };
  };
}

/** The text of a value of the template, after deployment. */
export function textOf(value: unknown): string {
  const [[name, argument]] = typeof value === 'string' ? [['text', value]] : Object.entries(value as object);
  const list = (of: unknown): string[] => {
    const split = (of as { 'Fn::Split'?: [string, unknown] })['Fn::Split'];
    return split ? textOf(split[1]).split(split[0]) : (of as unknown[]).map(textOf);
  };
  switch (name) {
    case 'Fn::Join':
      return list(argument[1]).join(argument[0]);
    case 'Fn::GetAtt':
      return /^Assistant/.test(argument[0]) ? HARNESS : argument.join('.');
    default:
      return argument;
  }
}
