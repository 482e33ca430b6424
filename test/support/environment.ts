import NodeEnvironment from 'jest-environment-node';

/**
 * The environment in which Jest runs a test file. aws-cdk-lib captures the stack of every resource and token, and Jest
 * translates each stack with source maps, which takes a fifth of the time. This one only translates stacks of errors.
 */
export default class TestEnvironment extends NodeEnvironment {
  public async setup(): Promise<void> {
    await super.setup();
    const { Error: TestError } = this.global;
    TestError.prepareStackTrace = (error, frames) =>
      error instanceof TestError && Error.prepareStackTrace
        ? Error.prepareStackTrace(error, frames)
        : frames.map((frame) => `    at ${frame}`).join('\n');
  }
}
