// The built-in validation costs seconds in each test file: one file, strict.test.ts, runs it over everything.
process.env.CDK_VALIDATION = 'false';

// aws-cdk-lib captures a stack for each resource, which is up to a fifth of the time. No test reads these stacks: errors
// and warnings have their own.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
