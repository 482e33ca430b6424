import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

export interface OpenPage {
  readonly page: Page;
  /** The errors and warnings in the console, the uncaught errors, and the requests that failed. */
  readonly problems: string[];
}

export interface OpenPageOptions {
  readonly colorScheme?: 'dark' | 'light';
  readonly width?: number;
  readonly height?: number;
}

/**
 * Starts the Chromium of the machine, and closes it after the last test of the test file. The returned function opens
 * an empty page with its own cookies and storage. Pages reach files and the loopback interface, and no other host.
 * Use the function in tests of `testWith('chromium', …)`.
 */
export function chromiumPages(): (options?: OpenPageOptions) => Promise<OpenPage> {
  let browser: Promise<Browser> | undefined;
  afterAll(async () => (await browser)?.close());
  return async ({ colorScheme = 'light', width = 1024, height = 768 } = {}) => {
    browser ??= chromium.launch({
      executablePath: pathOf('chromium'),
      // Containers run as root, where the sandbox does not work. The pages are ours.
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    });
    const context = await (await browser).newContext({ colorScheme, viewport: { width, height } });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        problems.push(message.text());
      }
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
    return { page, problems };
  };
}

/** The violations of the accessibility rules of axe, a line for each element. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Not by a script element, which the Content-Security-Policy of a page may forbid.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`));
}

function pathOf(command: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, command)).find((file) => existsSync(file));
  if (path === undefined) {
    throw new Error(`${command} is not in the PATH.`);
  }
  return path;
}
