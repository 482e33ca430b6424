import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { type Artifact, Runtime } from '../../src';
import { ACCOUNT, REGION, roleStatements } from '../support/helpers';
import { plain } from '../support/rendered';

/** A stack whose assets lie where a test can read them. */
export function stackIn(outdir: string, context: Record<string, unknown> = {}): Stack {
  const app = new App({ analyticsReporting: false, outdir, context });
  return new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } });
}

/** The rendered artifact, and the files that are staged for it. */
export function renderArtifact(
  outdir: string,
  artifactOf: (stack: Stack) => Artifact,
  context: Record<string, unknown> = {},
) {
  const stack = stackIn(outdir, context);
  new Runtime(stack, 'Agent', { artifact: artifactOf(stack) });
  const [runtime] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Runtime'));
  const statements = plain(roleStatements(stack)) as Record<string, object>;
  const [staged] = readdirSync(outdir).filter((name) => /^asset\.[0-9a-f]+$/.test(name));
  return {
    artifact: plain(runtime.Properties.AgentRuntimeArtifact),
    statements: Object.values(statements).filter((statement) => JSON.stringify(statement).includes('"Artifact')),
    code: staged && join(outdir, staged),
    hash: staged?.replace('asset.', ''),
  };
}

const STAGING = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;

/** The content of every code package of the app. */
export function codeZip(hash: string | undefined, runtime: string, entryPoint: string[]) {
  return {
    artifact: {
      CodeConfiguration: {
        Code: { S3: { Bucket: STAGING, Prefix: `${hash}.zip` } },
        Runtime: runtime,
        EntryPoint: entryPoint,
      },
    },
    statements: [
      {
        Sid: 'Artifact',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${STAGING}/${hash}.zip`,
      },
    ],
  };
}
