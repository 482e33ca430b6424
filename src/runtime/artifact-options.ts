import type { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';

/** Options for `Artifact.fromTypescript`. */
export interface TypeScriptArtifactOptions {
  /**
   * The packages to leave out of the bundle, which the code must not load at run time.
   *
   * For example, list optional dependencies of a package that are not installed.
   *
   * @default - all packages are bundled
   */
  readonly external?: string[];

  /**
   * Whether the bundle is minified. Without a source map, stack traces then contain positions in the minified bundle.
   *
   * @default false
   */
  readonly minify?: boolean;

  /**
   * Whether the code package contains a source map, which Node.js reads with `NODE_OPTIONS=--enable-source-maps`.
   *
   * The source map contains the names of the source files, but not their content.
   *
   * @default true
   */
  readonly sourceMap?: boolean;
}

/** Options for `Artifact.fromPython`. */
export interface PythonArtifactOptions {
  /**
   * The Python file that starts the agent, relative to the directory. At most 128 characters.
   *
   * @default 'main.py'
   */
  readonly entry?: string;

  /**
   * The Python runtime.
   *
   * @default AgentCoreRuntime.PYTHON_3_13
   */
  readonly runtime?: AgentCoreRuntime;

  /**
   * Whether the agent is started with `opentelemetry-instrument`, which sends traces. The project must then depend on
   * `aws-opentelemetry-distro`.
   *
   * @default true
   */
  readonly instrument?: boolean;

  /**
   * Patterns of paths in the directory that are not packaged, in the syntax of `.gitignore`.
   *
   * A pattern with a leading `!` packages a path that is excluded otherwise.
   *
   * Version control directories, virtual environments, caches, `cdk.out`, `node_modules`, files that look like
   * credentials or private keys, and paths in `.gitignore` files of the directory are not packaged either.
   *
   * @default - no additional patterns
   */
  readonly exclude?: string[];
}

/** Options that `Artifact.fromDirectory` and `Artifact.fromBucket` share. */
export interface CodeArtifactOptions {
  /**
   * The managed language runtime.
   */
  readonly runtime: AgentCoreRuntime;

  /**
   * The file that starts the agent, for Python optionally preceded by `opentelemetry-instrument`. Must have 1 or 2
   * entries of at most 128 characters each.
   */
  readonly entryPoint: string[];
}

/** Options for `Artifact.fromDirectory`. */
export interface DirectoryArtifactOptions extends CodeArtifactOptions {
  /**
   * Patterns of paths in the directory that are not packaged, in the syntax of `.gitignore`.
   *
   * A pattern with a leading `!` packages a path that is excluded otherwise.
   *
   * Version control directories, virtual environments, caches, `cdk.out`, the `node_modules` of runtimes other than
   * Node.js, and files that look like credentials or private keys are not packaged either. Paths in `.gitignore` files
   * of the directory are not packaged, except for the folder of the entry point and the `node_modules` of Node.js
   * runtimes.
   *
   * @default - no additional patterns
   */
  readonly exclude?: string[];
}

/** Options for `Artifact.fromBucket`. */
export interface BucketArtifactOptions extends CodeArtifactOptions {
  /**
   * The version ID of the object. Must be 3 to 1,024 characters long.
   *
   * @default - the version that is the latest when the runtime is created or updated
   */
  readonly objectVersion?: string;
}
