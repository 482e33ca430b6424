import type { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';

/** How TypeScript is bundled. */
export interface TypeScriptArtifactOptions {
  /**
   * Packages that are left out of the bundle, because the code never loads them.
   *
   * As is what a package loads only for a feature that the agent does not use, and what is therefore not installed.
   *
   * @default - none
   */
  readonly external?: string[];

  /**
   * Whether the bundle is made small: stack traces then name the bundle's lines.
   *
   * @default false
   */
  readonly minify?: boolean;

  /**
   * Whether a source map lies beside the bundle, which Node.js reads with `NODE_OPTIONS=--enable-source-maps`.
   *
   * It has the names of the sources, and not their text.
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
   * Paths of the directory that are not packaged, in the syntax of `.gitignore`. `!path` packages a path that is
   * otherwise left out.
   *
   * Version control, virtual environments, caches, `cdk.out`, `node_modules` and files that look like
   * credentials or private keys are left out. The `.gitignore` files of the directory are respected.
   *
   * @default - no further paths
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
   * Paths of the directory that are not packaged, in the syntax of `.gitignore`. `!path` packages a path that is
   * otherwise left out.
   *
   * Version control, virtual environments, caches, `cdk.out`, the `node_modules` of runtimes other than Node.js and files that look like
   * credentials or private keys are left out. The `.gitignore` files of the directory are respected,
   * except for the folder of the entry point and the `node_modules` of Node.js runtimes.
   *
   * @default - no further paths
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
