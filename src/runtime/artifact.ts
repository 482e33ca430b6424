import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentCoreRuntime, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import type { ContainerImage } from '../agent/container-image';
import type { Binding } from '../private/binding';
import { type Bundler, bundlePython, bundleTypeScript, LEFT_OUT } from '../private/bundling';
import { checkCode } from '../private/code-check';

/** How TypeScript is bundled. */
export interface TypeScriptArtifactOptions {
  /**
   * Packages that are left out of the bundle, because the code never loads them.
   *
   * @default - none
   */
  readonly external?: string[];

  /**
   * Whether the bundle is made small; stack traces then name the bundle's lines.
   *
   * @default false
   */
  readonly minify?: boolean;

  /**
   * Whether a source map lies beside the bundle.
   *
   * @default true
   */
  readonly sourceMap?: boolean;
}

/** How a Python project is packaged. */
export interface PythonArtifactOptions {
  /**
   * The file that starts the agent, relative to the directory.
   *
   * @default 'main.py'
   */
  readonly entry?: string;

  /**
   * The Python that runs it.
   *
   * @default AgentCoreRuntime.PYTHON_3_13
   */
  readonly runtime?: AgentCoreRuntime;

  /**
   * Whether it is started through `opentelemetry-instrument`, which the project must then depend on (`aws-opentelemetry-distro`).
   *
   * @default true
   */
  readonly instrument?: boolean;

  /**
   * Paths of the directory that are left out, as in `.gitignore`, beside version control, virtual environments, caches and `.env` files.
   *
   * @default - none
   */
  readonly exclude?: string[];
}

/** How code that needs no packaging is started. */
export interface CodeArtifactOptions {
  /**
   * What runs it.
   */
  readonly runtime: AgentCoreRuntime;

  /**
   * The file that starts it, or `opentelemetry-instrument` and the file: 1 or 2 strings of at most 128 characters.
   */
  readonly entryPoint: string[];
}

/** How code of a directory is started. */
export interface DirectoryArtifactOptions extends CodeArtifactOptions {
  /**
   * Paths of the directory that are left out, as in `.gitignore`, beside version control, virtual environments, caches and `.env` files.
   *
   * @default - none
   */
  readonly exclude?: string[];
}

/** How code of a bucket is started. */
export interface BucketArtifactOptions extends CodeArtifactOptions {
  /**
   * The version of the object, 3 to 1,024 characters.
   *
   * @default - the newest when the agent is made or updated
   */
  readonly objectVersion?: string;
}

const NODE = 'NODE_22';

/** @internal */
export interface BoundArtifact {
  readonly config: CfnRuntime.AgentRuntimeArtifactProperty;
  readonly imageIsMutable: boolean;
  /** Whether it is a code zip, and not an image. */
  readonly isCode: boolean;
}

/**
 * The code of an agent: a zip for a language runtime of the service, or a container image; for arm64 both.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-get-started-code-deploy.html
 */
export abstract class Artifact {
  /**
   * An agent in TypeScript or JavaScript, bundled into one file by the app's esbuild, without Docker.
   *
   * @param entry the file that starts it
   * @throws when esbuild is not installed
   */
  public static fromTypeScript(entry: string, options: TypeScriptArtifactOptions = {}): Artifact {
    return new BundledCode(NODE, ['main.js'], bundleTypeScript(entry, options));
  }

  /**
   * An agent in Python, packaged for arm64 from its `uv.lock` by uv, without Docker.
   *
   * @param directory the project, with `pyproject.toml` and `uv.lock`
   * @throws when uv is not installed
   */
  public static fromPython(directory: string, options: PythonArtifactOptions = {}): Artifact {
    const { entry = 'main.py', instrument = true, exclude = [] } = options;
    const runtime = options.runtime?.value ?? 'PYTHON_3_13';
    const version = runtime.replace('PYTHON_', '').replace('_', '.');
    const entryPoint = instrument ? ['opentelemetry-instrument', entry] : [entry];
    return new BundledCode(runtime, entryPoint, bundlePython(directory, { version, exclude }));
  }

  /**
   * Code of a directory as it is, with all that it depends on.
   */
  public static fromDirectory(directory: string, options: DirectoryArtifactOptions): Artifact {
    return new DirectoryCode(directory, options);
  }

  /**
   * A code zip of a bucket.
   *
   * @param key 1 to 1,024 characters
   */
  public static fromBucket(bucket: IBucket, key: string, options: BucketArtifactOptions): Artifact {
    return new BucketCode(bucket, key, options);
  }

  /**
   * A container image.
   */
  public static fromImage(image: ContainerImage): Artifact {
    return new ImageArtifact(image);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding): BoundArtifact;
}

/** What all code zips have in common: where they lie, and how they are started. */
abstract class CodeArtifact extends Artifact {
  protected constructor(
    protected readonly runtime: string,
    protected readonly entryPoint: string[],
  ) {
    super();
  }

  public _bind(binding: Binding): BoundArtifact {
    this.checkEntryPoint(binding);
    return {
      isCode: true,
      imageIsMutable: false,
      config: {
        codeConfiguration: { code: { s3: this.locate(binding) }, runtime: this.runtime, entryPoint: this.entryPoint },
      },
    };
  }

  protected abstract locate(binding: Binding): CfnRuntime.S3LocationProperty;

  private checkEntryPoint({ faults }: Binding): void {
    const file = this.entryPoint[this.entryPoint.length - 1] ?? '';
    const endings = this.runtime === NODE ? ['.js', '.mjs', '.cjs'] : ['.py'];
    if (!endings.some((ending) => file.endsWith(ending))) {
      faults.add(`artifact.entryPoint must end in a file of ${endings.join(', ')} for ${this.runtime}, got "${file}"`);
    }
    if (this.entryPoint.length === 2 && this.entryPoint[0] !== 'opentelemetry-instrument') {
      faults.add(`artifact.entryPoint takes opentelemetry-instrument before the file, got "${this.entryPoint[0]}"`);
    }
    for (const part of this.entryPoint.filter((text) => text.length > 128)) {
      faults.add(`artifact.entryPoint must have at most 128 characters a part, got ${part.length}`);
    }
  }
}

function locateAsset(binding: Binding, asset: Asset): CfnRuntime.S3LocationProperty {
  permitCode(binding, asset.bucket.arnForObjects(asset.s3ObjectKey));
  return { bucket: asset.s3BucketName, prefix: asset.s3ObjectKey };
}

function permitCode(binding: Binding, objectArn: string, ...further: string[]): void {
  binding.permissions.add({ feature: 'Artifact', actions: ['s3:GetObject', ...further], resources: [objectArn] });
}

class BundledCode extends CodeArtifact {
  public constructor(
    runtime: string,
    entryPoint: string[],
    private readonly bundler: Bundler,
  ) {
    super(runtime, entryPoint);
  }

  protected locate(binding: Binding): CfnRuntime.S3LocationProperty {
    const { source, bundle } = this.bundler;
    const asset = new Asset(binding.scope, 'Code', {
      path: source,
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        // Never run: the bundler either succeeds or says what is missing.
        image: DockerImage.fromRegistry('scratch'),
        local: {
          tryBundle: (output) => {
            bundle(output);
            checkCode(output, this.entryPoint[this.entryPoint.length - 1]);
            return true;
          },
        },
      },
    });
    return locateAsset(binding, asset);
  }
}

class DirectoryCode extends CodeArtifact {
  public constructor(
    private readonly directory: string,
    private readonly options: DirectoryArtifactOptions,
  ) {
    super(options.runtime.value, options.entryPoint);
  }

  protected locate(binding: Binding): CfnRuntime.S3LocationProperty {
    const file = this.entryPoint[this.entryPoint.length - 1] ?? '';
    if (!existsSync(join(this.directory, file))) {
      binding.faults.add(`artifact: ${this.directory} has no ${file}, which artifact.entryPoint names`);
      return { bucket: '', prefix: '' };
    }
    checkCode(this.directory, file);
    const exclude = [...LEFT_OUT, ...(this.options.exclude ?? [])];
    return locateAsset(binding, new Asset(binding.scope, 'Code', { path: this.directory, exclude }));
  }
}

class BucketCode extends CodeArtifact {
  public constructor(
    private readonly bucket: IBucket,
    private readonly key: string,
    private readonly options: BucketArtifactOptions,
  ) {
    super(options.runtime.value, options.entryPoint);
  }

  protected locate(binding: Binding): CfnRuntime.S3LocationProperty {
    const versionId = this.options.objectVersion;
    permitCode(binding, this.bucket.arnForObjects(this.key), ...(versionId ? ['s3:GetObjectVersion'] : []));
    return { bucket: this.bucket.bucketName, prefix: this.key, versionId };
  }
}

class ImageArtifact extends Artifact {
  public constructor(private readonly image: ContainerImage) {
    super();
  }

  public _bind(binding: Binding): BoundArtifact {
    const { uri, mutable } = this.image._bind(binding);
    return { isCode: false, imageIsMutable: mutable, config: { containerConfiguration: { containerUri: uri } } };
  }
}
