// The built-in validation costs seconds in each test file: one file, strict.test.ts, runs it over everything.
process.env.CDK_VALIDATION = 'false';
