import { EVENT_STREAM, eventFrame } from './event-stream';
import { type Loopback, type LoopbackRequest, type LoopbackResponse, serve } from './loopback';

/** An event of the stream of `InvokeHarness`, by its name. */
export type StreamEvent = Record<string, object>;

export interface FakeDeployment extends Loopback {
  /** The requests to the agent. */
  readonly requests: LoopbackRequest[];
  /** The requests to Amazon Cognito. */
  readonly signIns: LoopbackRequest[];
  /** Sets the outputs of the only stack. */
  deploy(stack: string, outputs: Record<string, string>): void;
  /** Adds an answer of the agent. Each request gets the next one. */
  answer(...response: LoopbackResponse[]): void;
}

export const PASSWORD = 'correct horse';
export const TOKEN = 'token-of-ada';

export function streamOf(...events: StreamEvent[]): LoopbackResponse {
  const frames = events.flatMap((event) => Object.entries(event)).map(([name, members]) => eventFrame(name, members));
  return { type: EVENT_STREAM, body: Buffer.concat(frames) };
}

export function errorOf(name: string, message: string, status = 400): LoopbackResponse {
  const headers = { 'x-amzn-errortype': name };
  return { type: 'application/json', status, headers, body: JSON.stringify({ message }) };
}

/** AWS CloudFormation, Amazon Cognito and Amazon Bedrock AgentCore on loopback. */
export async function fakeDeployment(): Promise<FakeDeployment> {
  const requests: LoopbackRequest[] = [];
  const signIns: LoopbackRequest[] = [];
  const answers: LoopbackResponse[] = [];
  const stacks = new Map<string, Record<string, string>>();

  const describeStacks = (body: string): LoopbackResponse => {
    const name = new URLSearchParams(body).get('StackName') ?? '';
    const outputs = stacks.get(name);
    return outputs
      ? { type: 'text/xml', body: stackXml(name, outputs) }
      : { type: 'text/xml', status: 400, body: errorXml(`Stack with id ${name} does not exist`) };
  };
  const signIn = (body: string): LoopbackResponse => {
    const { PASSWORD: password } = JSON.parse(body).AuthParameters;
    return {
      type: 'application/x-amz-json-1.1',
      status: password === PASSWORD ? 200 : 400,
      body: JSON.stringify(
        password === PASSWORD
          ? { AuthenticationResult: { AccessToken: TOKEN } }
          : { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' },
      ),
    };
  };
  const server = await serve((request) => {
    const body = request.body.toString();
    if (request.headers['x-amz-target']) {
      signIns.push(request);
      return signIn(body);
    }
    if (request.path === '/') {
      return describeStacks(body);
    }
    requests.push(request);
    return answers.shift() ?? errorOf('ValidationException', `unexpected: ${request.path}`);
  });
  return {
    ...server,
    requests,
    signIns,
    deploy: (stack, outputs) => stacks.clear() ?? stacks.set(stack, outputs),
    answer: (...response) => {
      answers.push(...response);
    },
  };
}

function stackXml(name: string, outputs: Record<string, string>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName>
<CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function errorXml(message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
