import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessibilityProblems, chromiumPages } from './chromium';
import { testWith } from './installed';

const CHROMIUM = 'chromium';
const page = (body: string) => `<!doctype html><html lang="en"><title>Test</title><main><h1>Test</h1>${body}</main>`;
const PAGES: Record<string, string> = {
  '/clean': page('<label>Name <input></label>'),
  '/unlabeled': page('<input>'),
  '/failing': page('<script>console.warn("careful"); throw new Error("broken")</script>'),
  '/leaving': page('<script>fetch("http://example.com/")</script>'),
  '/scheme': page('<script>document.title = matchMedia("(prefers-color-scheme: dark)").matches</script>'),
};

const open = chromiumPages();
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(({ url: path = '' }, response) => {
    response.writeHead(path in PAGES ? 200 : 404, {
      'content-type': 'text/html',
      'content-security-policy': path === '/clean' ? "default-src 'none'" : "default-src * 'unsafe-inline'",
    });
    response.end(PAGES[path]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

testWith(CHROMIUM, 'a page without problems has none', async () => {
  const { page, problems } = await open();
  await page.goto(`${url}/clean`);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
});

testWith(CHROMIUM, 'an input without a label is an accessibility problem', async () => {
  const { page } = await open();
  await page.goto(`${url}/unlabeled`);
  expect(await accessibilityProblems(page)).toEqual([expect.stringMatching(/^label: .*: input$/)]);
});

testWith(CHROMIUM, 'warnings and uncaught errors are problems', async () => {
  const { page, problems } = await open();
  await page.goto(`${url}/failing`);
  expect(problems).toEqual(['careful', 'Error: broken']);
});

testWith(CHROMIUM, 'a page cannot reach other hosts', async () => {
  const { page, problems } = await open();
  await page.goto(`${url}/leaving`, { waitUntil: 'networkidle' });
  expect(problems).toContain('http://example.com/: net::ERR_NAME_NOT_RESOLVED');
});

testWith(CHROMIUM, 'a page has the color scheme of its options', async () => {
  for (const [colorScheme, isDark] of [
    ['dark', 'true'],
    ['light', 'false'],
  ] as const) {
    const { page } = await open({ colorScheme });
    await page.goto(`${url}/scheme`);
    expect(await page.title()).toBe(isDark);
  }
});
