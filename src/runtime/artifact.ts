import type { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Annotations, AssetHashType, DockerImage, Stage } from 'aws-cdk-lib/core';
import type { ContainerImage } from '../agent/container-image';
import { permitDecrypt } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { literalText } from '../private/iam/policy-text';
import { codeProblems, INSTRUMENT, namesModule } from '../private/packaging/code-check';
import { type LeftOut, reportLeftOut } from '../private/packaging/staging';
import { quote } from '../private/validation/limit';
import { checkObjectKey } from '../private/validation/object-key';
import { checkBucket } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type {
  BucketArtifactOptions,
  DirectoryArtifactOptions,
  PythonArtifactOptions,
  TypeScriptArtifactOptions,
} from './artifact-options';
import { type Bundler, bundleDirectory, bundlePython, bundleTypeScript } from './packaging/bundling';

const NODE = 'NODE_22';

/** @internal */
export interface BoundArtifact {
  readonly config: CfnRuntime.AgentRuntimeArtifactProperty;
  readonly imageIsMutable: boolean;
  /** Whether the artifact is a code package, and not a container image. */
  readonly isCode: boolean;
}

/**
 * The code of an agent: a code package for a managed language runtime, or a container image.
 *
 * The code must be built for Linux on arm64, or for the architecture of the instances on a capacity provider.
 *
 * @example
 * const artifact = agentcore.Artifact.fromPython('agents/planner');
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-get-started-code-deploy.html
 */
export abstract class Artifact {
  /**
   * Bundles an agent in TypeScript or JavaScript into one file, with esbuild.
   *
   * Requires `esbuild` in the dependencies of the agent or of the app, but not Docker. The bundle contains imported
   * files (`import text from './prompt.txt'`), but not files that the code reads by their path. Packages with a `.node`
   * addon cannot be bundled; use `Artifact.fromDirectory` for them.
   *
   * @example
   * agentcore.Artifact.fromTypescript('agents/planner.ts');
   *
   * @param entry The path of the file that starts the agent
   * @param options Whether to minify, by default not, whether to include a source map, by default yes, and the
   *   packages that are not bundled, by default none
   */
  public static fromTypescript(entry: string, options: TypeScriptArtifactOptions = {}): Artifact {
    return new BundledCode(NODE, ['main.js'], bundleTypeScript(entry, options));
  }

  /**
   * Packages an agent in Python with the dependencies in its `uv.lock` file, for Linux on arm64.
   *
   * Requires `uv` on the machine that runs the CDK CLI, but not Docker.
   *
   * @example
   * agentcore.Artifact.fromPython('agents/planner', { entry: 'agent.py' });
   *
   * @param directory The path of the project, which must contain `pyproject.toml` and `uv.lock`
   * @param options The entry point, the Python runtime and patterns of paths to exclude
   */
  public static fromPython(directory: string, options: PythonArtifactOptions = {}): Artifact {
    const { entry = 'main.py', instrument = true, exclude = [] } = options;
    const runtime = options.runtime?.value ?? 'PYTHON_3_13';
    const version = runtime.replace('PYTHON_', '').replace('_', '.');
    const entryPoint = instrument ? [INSTRUMENT, entry] : [entry];
    return new PythonCode(runtime, entryPoint, bundlePython(directory, { version, exclude }), 'artifact.entry');
  }

  /**
   * Packages a directory, which must be at most 250 MB zipped and 750 MB unzipped.
   *
   * The directory must contain all dependencies, built for Linux on arm64.
   *
   * @example
   * agentcore.Artifact.fromDirectory('build/planner', {
   *   runtime: aws.AgentCoreRuntime.PYTHON_3_13,
   *   entryPoint: ['main.py'],
   * });
   *
   * @param directory The path of the directory
   * @param options The language runtime and the entry point, which are required, and patterns of paths to exclude.
   *   Caches, virtual environments and files that look like credentials, by their name (`.env`, `id_rsa`) or their
   *   content, are excluded. A pattern with a leading `!` includes them
   */
  public static fromDirectory(directory: string, options: DirectoryArtifactOptions): Artifact {
    const { entryPoint, exclude = [] } = options;
    const runtime = options.runtime.value;
    return new BundledCode(runtime, entryPoint, bundleDirectory(directory, { runtime, entryPoint, exclude }));
  }

  /**
   * Uses a code package, a ZIP file, in an Amazon S3 bucket.
   *
   * @example
   * declare const bucket: s3.Bucket;
   * agentcore.Artifact.fromBucket(bucket, 'planner.zip', {
   *   runtime: aws.AgentCoreRuntime.PYTHON_3_13,
   *   entryPoint: ['main.py'],
   * });
   *
   * @param bucket The bucket
   * @param key The object key of the code package, 1 to 1,024 characters
   * @param options The language runtime, the entry point and the version of the object
   */
  public static fromBucket(bucket: IBucket, key: string, options: BucketArtifactOptions): Artifact {
    return new BucketCode(bucket, key, options);
  }

  /**
   * Uses a container image.
   *
   * @example
   * declare const repository: ecr.Repository;
   * agentcore.Artifact.fromImage(agentcore.ContainerImage.fromEcrRepository(repository, { tag: '1.0.0' }));
   *
   * @param image The container image
   */
  public static fromImage(image: ContainerImage): Artifact {
    return new ImageArtifact(image);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding): BoundArtifact;
}

/** The common part of all code packages: the object in Amazon S3 and the entry point. */
abstract class CodeArtifact extends Artifact {
  protected constructor(
    protected readonly runtime: string,
    protected readonly entryPoint: string[],
    /** The property of the entry point, as users type it. */
    private readonly prop = 'artifact.entryPoint',
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

  /** Returns the object in Amazon S3, or `undefined` if there is a validation error. */
  protected abstract locate(binding: Binding): CfnRuntime.S3LocationProperty | undefined;

  protected checkEntryPoint({ errors, scope }: Binding): void {
    if (isPython(this.runtime) && namesModule(this.entryPoint)) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:entryPointModule',
        `${this.prop} starts a module. AWS documents only Python files as entry points. Use a .py file, or test the entry point before you rely on it.`,
      );
      return;
    }
    const file = this.entryPoint[this.entryPoint.length - 1];
    const endings = endingsOf(this.runtime);
    if (file === undefined || !endings || isUnknown(file)) {
      return;
    }
    if (file !== '' && !endings.some((ending) => file.endsWith(ending))) {
      errors.add(
        `${this.prop} must end with a file of type ${endings.join(', ')} for ${this.runtime}, got ${quote(file)}. Use the file that starts the agent.`,
      );
    }
    const [before] = this.entryPoint;
    if (this.entryPoint.length === 2 && runsOnNode(this.runtime)) {
      errors.add(
        `${this.prop} must contain only the file for ${this.runtime}, got ${quote(before)} before the file. Remove it.`,
      );
    } else if (this.entryPoint.length === 2 && before !== INSTRUMENT && !isUnknown(before)) {
      errors.add(`${this.prop} must contain only ${INSTRUMENT} before the file, got ${quote(before)}. Remove it.`);
    }
  }
}

/** Returns the file extensions of entry points. `undefined` for runtimes that this version does not know. */
function endingsOf(runtime: string): string[] | undefined {
  if (runsOnNode(runtime)) {
    return ['.js', '.mjs', '.cjs'];
  }
  return isPython(runtime) ? ['.py'] : undefined;
}

function runsOnNode(runtime: string): boolean {
  return runtime.startsWith('NODE_');
}

function isPython(runtime: string): boolean {
  return runtime.startsWith('PYTHON_');
}

function permitCode(binding: Binding, objectArn: string, ...further: string[]): void {
  binding.permissions.add({ feature: 'Artifact', actions: ['s3:GetObject', ...further], resources: [objectArn] });
}

class BundledCode extends CodeArtifact {
  public constructor(
    runtime: string,
    entryPoint: string[],
    private readonly bundler: Bundler,
    prop?: string,
  ) {
    super(runtime, entryPoint, prop);
  }

  protected locate(binding: Binding): CfnRuntime.S3LocationProperty | undefined {
    const { problem } = this.bundler;
    if (problem) {
      binding.errors.add(`artifact ${problem}`);
      return undefined;
    }
    const asset = this.bundle(binding);
    if (asset) {
      permitCode(binding, asset.bucket.arnForObjects(asset.s3ObjectKey));
    }
    return asset && { bucket: asset.s3BucketName, prefix: asset.s3ObjectKey };
  }

  private bundle(binding: Binding): Asset | undefined {
    const { given, source, key, prepare } = this.bundler;
    let failure: string | undefined;
    let leftOut: LeftOut = { secrets: [], ignored: [] };
    /** CDK replaces the error of a bundler by a general one, so the message is stored. */
    const explained = <T>(step: () => T): T => {
      try {
        return step();
      } catch (error) {
        failure = (error as Error).message;
        throw error;
      }
    };
    try {
      const { executables, writeTo } = explained(() => prepare(Stage.of(binding.scope)?.assetOutdir ?? ''));
      const tryBundle = (output: string): boolean =>
        explained(() => {
          leftOut = writeTo(output, binding.architecture);
          const problems = codeProblems(output, this.entryPoint, binding);
          if (problems.length > 0) {
            throw new Error(`the code of ${quote(given)} cannot run: ${problems.join('; ')}`);
          }
          return true;
        });
      const props = {
        path: source,
        assetHashType: AssetHashType.OUTPUT,
        // An option of the staging below the asset, which gets all properties of the asset.
        extraHash: executables.length > 0 ? JSON.stringify(executables) : undefined,
        bundling: {
          // Docker is never used: the local bundler succeeds or throws an error.
          image: DockerImage.fromRegistry('scratch'),
          command: [binding.architecture, this.runtime, ...this.entryPoint, key],
          local: { tryBundle },
        },
      };
      const asset = new Asset(binding.scope, 'Code', props);
      reportLeftOut(binding.scope, 'artifact', leftOut);
      return asset;
    } catch (error) {
      if (!failure) {
        throw error;
      }
      binding.errors.add(`artifact: ${failure}`);
      return undefined;
    }
  }
}

class PythonCode extends BundledCode {
  protected checkEntryPoint(binding: Binding): void {
    if (isPython(this.runtime)) {
      super.checkEntryPoint(binding);
    }
  }

  protected locate(binding: Binding): CfnRuntime.S3LocationProperty | undefined {
    if (isPython(this.runtime)) {
      return super.locate(binding);
    }
    binding.errors.add(
      `artifact.runtime must be a Python runtime for Artifact.fromPython, got ${quote(this.runtime)}. Use AgentCoreRuntime.PYTHON_3_13, or another artifact.`,
    );
    return undefined;
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
    checkBucket(binding.errors, 'artifact: the bucket', this.bucket);
    checkObjectKey(binding.errors, 'artifact.key', this.key);
    permitCode(
      binding,
      this.bucket.arnForObjects(literalText(this.key)),
      ...(versionId ? ['s3:GetObjectVersion'] : []),
    );
    permitDecrypt(
      binding,
      { feature: 'Artifact' },
      { service: 's3', region: this.bucket.env.region },
      this.bucket.encryptionKey,
    );
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
