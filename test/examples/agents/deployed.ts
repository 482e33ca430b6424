import { join } from 'node:path';
import { synthesizeExampleTo } from '../../support/synthesize';
import { wire } from '../../support/wiring';

/** A runtime as it would be after a deployment. */
export interface DeployedRuntime {
  /** The folder of the code zip. A container image has none. */
  readonly code: string;
  readonly entryPoint: string[];
  /** The environment of the runtime, with generated IDs of other resources. */
  readonly environment: Record<string, string>;
}

interface RuntimeProperties {
  readonly AgentRuntimeArtifact: {
    readonly CodeConfiguration?: {
      readonly Code: { readonly S3: { readonly Prefix: string } };
      readonly EntryPoint: string[];
    };
  };
  readonly EnvironmentVariables?: Record<string, string>;
}

/**
 * The only runtime of an example, synthesized into a folder and wired as if it were deployed.
 *
 * @param stack which of its stacks, when several have one
 */
export function deployedRuntime(example: string, outdir: string, stack?: string): DeployedRuntime {
  const resources = wire(synthesizeExampleTo(outdir, example))
    .filter((synthesized) => synthesized.stack === (stack ?? synthesized.stack))
    .flatMap(({ template }) => Object.values(template.Resources));
  const runtimes = resources.filter(({ Type }) => Type === 'AWS::BedrockAgentCore::Runtime');
  if (runtimes.length !== 1) {
    throw new Error(`examples/${example}/app.ts must have one runtime, and has ${runtimes.length}`);
  }
  const { AgentRuntimeArtifact, EnvironmentVariables } = runtimes[0].Properties as unknown as RuntimeProperties;
  const zip = AgentRuntimeArtifact.CodeConfiguration?.Code.S3.Prefix ?? '';
  return {
    code: join(outdir, `asset.${zip.replace(/\.zip$/, '')}`),
    entryPoint: AgentRuntimeArtifact.CodeConfiguration?.EntryPoint ?? [],
    environment: EnvironmentVariables ?? {},
  };
}
