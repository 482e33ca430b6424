import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../support/guides';

const API = {
  openapi: '3.0.3',
  info: { title: 'Weather', version: '1' },
  servers: [{ url: 'https://weather.example.com' }],
  paths: { '/now': { get: { operationId: 'now', responses: { 200: { description: 'ok' } } } } },
};

/** An app that reads documents with the packages that are part of the library. */
const APP = `
  const { App, Stack } = require('aws-cdk-lib/core');
  const { CfnGateway } = require('aws-cdk-lib/aws-bedrockagentcore');
  const { ApiSchema, ContainerImage, GatewayTarget, Harness, Model, TargetCredentials, TargetSource } =
    require(${JSON.stringify(`${ROOT}/src`)});
  const stack = new Stack(new App(), 'Stack');
  const gateway = new CfnGateway(stack, 'Gateway', {
    name: 'shop', authorizerType: 'NONE', protocolType: 'MCP', roleArn: 'arn:aws:iam::111122223333:role/gateway',
  });
  const tryTo = (call) => { try { call(); return 'ok'; } catch (error) { return error.message; } };
  const ask = (id, file) => tryTo(() => new GatewayTarget(stack, id, {
    gateway, source: TargetSource.fromOpenApi(ApiSchema.fromFile(file)), credentials: TargetCredentials.none(),
  }));
  const build = (directory) => tryTo(() => new Harness(stack, directory, {
    model: Model.bedrock('amazon.nova-pro-v1:0'), image: ContainerImage.fromDirectory(directory),
  }));
  const results = [ask('Json', 'api.json'), ask('Yaml', 'api.yaml'), ask('Twice', 'twice.json'), ask('Open', 'open.json')];
  console.log(JSON.stringify([...results, build('arm'), build('intel')]));`;

test('An app that esbuild bundles reads JSON, YAML and Dockerfiles', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  const write = (name: string, content: string) => writeFileSync(join(directory, name), content);
  try {
    const json = JSON.stringify(API);
    write('api.json', json);
    write('api.yaml', `# Weather\n${json}`);
    write('twice.json', json.replace('"openapi"', '"info":{},\n"openapi"'));
    write('open.json', json.slice(0, -1));
    for (const platform of ['arm', 'intel']) {
      mkdirSync(join(directory, platform));
    }
    write('arm/Dockerfile', 'FROM public.ecr.aws/acme/base:1\n');
    write('intel/Dockerfile', 'FROM --platform=linux/amd64 public.ecr.aws/acme/base:1\n');
    write('app.js', APP);
    const outfile = join(directory, 'bundle.js');
    const external = ['aws-cdk-lib/*', 'constructs'];
    const nodePaths = [join(ROOT, 'node_modules')];
    buildSync({
      entryPoints: [join(directory, 'app.js')],
      bundle: true,
      platform: 'node',
      outfile,
      external,
      nodePaths,
    });
    const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), CDK_VALIDATION: 'false' };
    const results = JSON.parse(execFileSync(process.execPath, [outfile], { cwd: directory, env, encoding: 'utf8' }));
    expect(results).toEqual([
      'ok',
      'ok',
      expect.stringContaining('twice.json:2:'),
      expect.stringContaining('must be valid JSON'),
      'ok',
      expect.stringContaining('linux/amd64'),
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
