import { join } from 'node:path';
import type { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { Stack, Stage } from 'aws-cdk-lib/core';

/** The build of a Docker image asset. */
export interface ImageSource {
  /** `undefined` if the image is built for the machine that builds it. */
  readonly platform?: string;
  readonly target?: string;
  readonly dockerfile?: string;
}

interface WithManifest {
  readonly assetManifest?: {
    readonly dockerImages?: Record<
      string,
      { source: { directory?: string; dockerFile?: string; dockerBuildTarget?: string; platform?: string } }
    >;
  };
}

/**
 * Returns the build of a Docker image asset, which only the asset manifest knows: `undefined` with another synthesizer.
 */
export function imageSourceOf(asset: DockerImageAsset): ImageSource | undefined {
  const { assetManifest } = Stack.of(asset).synthesizer as unknown as WithManifest;
  const source = assetManifest?.dockerImages?.[asset.assetHash]?.source;
  const outdir = Stage.of(asset)?.assetOutdir;
  return (
    source && {
      platform: source.platform,
      target: source.dockerBuildTarget,
      dockerfile: outdir && source.directory && join(outdir, source.directory, source.dockerFile ?? 'Dockerfile'),
    }
  );
}
