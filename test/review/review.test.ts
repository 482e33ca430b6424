import { readFileSync, writeFileSync } from 'node:fs';
import { type CfnHarness, Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { Aws, CfnCondition, Fn, NestedStack, Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Harness, HarnessMemory, MemoryStore, Tool } from '../../src';
import { type ReviewedAssembly, readAssembly } from '../../src/review/assembly';
import { References } from '../../src/review/references';
import { reviewOf } from '../../src/review/review';
import { ACCOUNT, MODEL, REGION } from '../support/helpers';
import { synthesizeExampleTo } from '../support/synthesize';
import { temporaryDirectories } from '../support/temporary';
import { assemblies } from './reviewed';

const assemblyOf = assemblies();
const directory = temporaryDirectories();
const HERE = { env: { account: ACCOUNT, region: REGION } };

function caller(scope: Construct, id = 'Backend'): LambdaFunction {
  return new LambdaFunction(scope, id, {
    ...{ runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('-') },
  });
}

/** Agents with a shared gateway and a shared memory, each with a caller. */
function appWith(agents: number): ReviewedAssembly {
  return assemblyOf((app) => {
    const stack = new Stack(app, 'Test', HERE);
    const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
    const memory = HarnessMemory.store(new MemoryStore(stack, 'Notes'));
    for (let index = 0; index < agents; index++) {
      const agent = new Harness(stack, `Agent${index}`, { model: MODEL, memory, tools: [Tool.gateway(gateway)] });
      agent.grants.invoke(caller(stack, `Backend${index}`));
    }
  });
}

describe('A review', () => {
  test('names the stacks with agents and the stacks that they refer to', () => {
    const { title, stacks } = reviewOf(
      assemblyOf((app) => {
        const shared = new Stack(app, 'Shared', HERE);
        const memory = new MemoryStore(shared, 'Notes');
        new Harness(new Stack(app, 'Desk', HERE), 'Agent', { model: MODEL, memory: HarnessMemory.store(memory) });
        new LambdaFunction(new Stack(app, 'Unrelated', HERE), 'Other', {
          ...{ runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('-') },
        });
      }),
    );
    expect(title).toBe('Desk');
    expect(stacks).toEqual([
      { name: 'Desk', path: 'Desk', region: REGION },
      { name: 'Shared', path: 'Shared', region: REGION },
    ]);
  });

  test('includes the agents of all stages, with their own callers', () => {
    const { agents, stacks } = reviewOf(
      assemblyOf((app) => {
        for (const name of ['Prod', 'Test']) {
          const stack = new Stack(new Stage(app, name, HERE), 'Desk');
          new Harness(stack, 'Agent', { model: MODEL }).grants.invoke(caller(stack, `${name}Backend`));
        }
      }),
    );
    expect(stacks.map(({ name, stage }) => [name, stage])).toEqual([
      ['Prod-Desk', 'Prod'],
      ['Test-Desk', 'Test'],
    ]);
    expect(agents.map(({ path, exposure }) => [path, exposure[0].who])).toEqual([
      ['Prod/Desk/Agent', 'the Lambda function ProdBackend'],
      ['Test/Desk/Agent', 'the Lambda function TestBackend'],
    ]);
  });

  test('follows the references of nested stacks', () => {
    const { agents } = reviewOf(
      assemblyOf((app) => {
        const stack = new Stack(app, 'Main', HERE);
        const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
        const agent = new Harness(new NestedStack(stack, 'Inner'), 'Agent', {
          model: MODEL,
          tools: [Tool.gateway(gateway)],
        });
        agent.grants.invoke(caller(new Stack(app, 'Other', HERE)));
      }),
    );
    const [{ path, stack, topology, exposure }] = agents;
    expect([path, stack]).toEqual(['Main/Inner/Agent', 'Main/Inner']);
    expect(exposure[0].who).toBe('the Lambda function Backend');
    expect(topology.nodes.filter(({ column }) => column === 'tools').map((node) => node.path)).toEqual(['Main/Shop']);
  });

  test('of support-desk is as the example describes it', () => {
    const outdir = directory();
    synthesizeExampleTo(outdir, 'support-desk');
    const { title, agents, others, highlights } = reviewOf(readAssembly(outdir));
    expect([title, others]).toEqual(['SupportDesk', []]);
    const [{ topology, exposure }] = agents;
    expect(topology.nodes.map(({ column, kind, name }) => `${column}: ${kind}: ${name}`)).toEqual([
      'callers: Cognito user pool: Users',
      'callers: IAM: No IAM callers',
      'endpoints: Endpoint: DEFAULT',
      'endpoints: Endpoint: prod',
      'endpoints: Endpoint: staging',
      'agent: Harness: Desk',
      'tools: Code interpreter: AWS managed',
      'tools: Gateway: Shop',
      'tools: Hook · after invocation: told',
      'tools: Hook · before tool call: approve',
      'targets: Lambda function: approve-refund',
      'targets: Lambda function: order-lookup',
      'targets: Lambda function: refund',
      'targets: SNS topic: Told',
      'data: EFS · retained: Cases',
      'data: Memory · retained: Customers',
      'data: VPC: Vpc',
    ]);
    expect(exposure.map(({ way, level }) => `${level}: ${way}`)).toEqual([
      'limited: InvokeHarness',
      'none: Commands and shell, as root in the session',
      'limited: Network',
      'limited: Gateway Shop',
    ]);
    expect(highlights.map(({ title: fact }) => fact).slice(0, 3)).toEqual([
      'Tokens only',
      '13 features',
      'Private subnets',
    ]);
  });

  test('includes what conditions select, because they are known at deployment', () => {
    const { agents } = reviewOf(
      assemblyOf((app) => {
        const stack = new Stack(app, 'Test', HERE);
        const agent = new Harness(stack, 'Agent', { model: MODEL });
        const isProd = new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals('a', 'b') });
        const browser = { Type: 'agentcore_browser', Name: 'browser', Config: { AgentCoreBrowser: {} } };
        const mcp = { Type: 'remote_mcp', Name: 'web', Config: { RemoteMcp: { Url: 'https://mcp.example.com' } } };
        const l1 = agent.node.defaultChild as CfnHarness;
        l1.tools = Token.asAny(Fn.conditionIf(isProd.logicalId, [browser], [mcp]));
        l1.memory = Fn.conditionIf(isProd.logicalId, { managedMemoryConfiguration: {} }, Aws.NO_VALUE);
      }),
    );
    const shown = agents[0].topology.nodes.filter(({ column }) => column === 'tools' || column === 'data');
    expect(shown.map(({ kind }) => kind)).toEqual(['Browser', 'MCP server', 'Network']);
  });

  test('leaves out the transforms beside the resources of a template', () => {
    const assembly = assemblyOf((app) => {
      new Harness(new Stack(app, 'Test', HERE), 'Agent', { model: MODEL });
    });
    const [{ templateFile }] = assembly.stacks;
    const template = JSON.parse(readFileSync(templateFile, 'utf8'));
    template.Resources['Fn::ForEach::Topics'] = ['Name', ['a'], { Topic: { Type: 'AWS::SNS::Topic' } }];
    writeFileSync(templateFile, JSON.stringify(template));
    expect(reviewOf(readAssembly(assembly.directory))).toEqual(reviewOf(assembly));
  });

  test('is the same in each run', () => {
    const assembly = appWith(3);
    expect(JSON.stringify(reviewOf(assembly))).toBe(JSON.stringify(reviewOf(readAssembly(assembly.directory))));
  });

  test('takes time in proportion to the number of agents', () => {
    const reads = (assembly: ReviewedAssembly) => {
      const spy = jest.spyOn(References.prototype, 'partsOf');
      reviewOf(assembly);
      const { length } = spy.mock.calls;
      spy.mockRestore();
      return length;
    };
    const few = reads(appWith(5));
    const many = reads(appWith(20));
    expect(few).toBeGreaterThan(100);
    expect(many / few).toBeLessThan(4.5);
  });
});
