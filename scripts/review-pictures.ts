/**
 * Writes the pictures of the guide of the review to docs/images. Requires Chromium in the `PATH`, and `npm run examples`
 * before, which synthesizes the examples to cdk.out.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Stack } from 'aws-cdk-lib/core';
import { chromium, type ViewportSize } from 'playwright-core';
import { Harness, HarnessMemory, MemoryStore, MemoryStrategy, Model, Tool } from '../src';
import { readAssembly } from '../src/review/assembly';
import { withChanges } from '../src/review/changes/changes';
import type { Review } from '../src/review/model';
import { renderHtml } from '../src/review/render/html';
import { reviewOf } from '../src/review/review';

const folder = mkdtempSync(join(tmpdir(), 'review-pictures-'));

/** The example `support-desk`, compared with a version without refunds. */
function supportDesk(): Review {
  const base = join(folder, 'base');
  cpSync('cdk.out/support-desk', base, { recursive: true });
  const file = join(base, 'SupportDesk.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const [id, resource] of Object.entries<{ Type: string; Properties: Record<string, never> }>(
    template.Resources,
  )) {
    if (/^[Rr]efund/.test(id)) {
      delete template.Resources[id];
    } else if (resource.Type === 'AWS::BedrockAgentCore::Harness') {
      const text = JSON.stringify(resource.Properties);
      resource.Properties = JSON.parse(text.replace(/- Offer a refund[^\\]*/, '- Never promise a refund.'));
    }
  }
  writeFileSync(file, JSON.stringify(template));
  const [assembly, before] = ['cdk.out/support-desk', base].map((directory) => readAssembly(directory));
  return withChanges({ assembly, review: reviewOf(assembly) }, { assembly: before, review: reviewOf(before) });
}

/** An app with 40 agents that share a memory and a bucket. */
function fleet(): Review {
  const app = new App({ outdir: join(folder, 'fleet'), analyticsReporting: false });
  const stack = new Stack(app, 'Fleet', { env: { region: 'eu-central-1' } });
  const memory = new MemoryStore(stack, 'Customers', { strategies: [MemoryStrategy.semantic()] });
  const bucket = new Bucket(stack, 'Reports', { enforceSSL: true });
  for (let number = 1; number <= 40; number++) {
    const agent = new Harness(stack, `Analyst${String(number).padStart(2, '0')}`, {
      model: Model.bedrock('global.anthropic.claude-sonnet-4-6'),
      tools: number % 2 === 0 ? [Tool.codeInterpreter()] : [Tool.browser(), Tool.codeInterpreter()],
      memory: number % 3 === 0 ? HarnessMemory.store(memory) : HarnessMemory.none(),
    });
    if (number % 4 === 0) {
      bucket.grantRead(agent);
    }
  }
  return reviewOf(readAssembly(app.synth().directory));
}

type Scheme = 'light' | 'dark';
const WIDE: ViewportSize = { width: 1400, height: 1180 };
const TALL: ViewportSize = { width: 1160, height: 1430 };
const NARROW: ViewportSize = { width: 390, height: 1200 };

async function draw(
  pictures: ReadonlyArray<[name: string, review: Review, scheme: Scheme, size: ViewportSize]>,
): Promise<void> {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const [name, review, colorScheme, viewport] of pictures) {
    const context = await browser.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    await page.setContent(renderHtml(review));
    await page.screenshot({ path: `docs/images/review-${name}.png` });
    await context.close();
  }
  await browser.close();
}

const [desk, app] = [supportDesk(), fleet()];
const tenants = reviewOf(readAssembly('cdk.out/memory-per-tenant'));
draw([
  ['support-desk', desk, 'light', TALL],
  ['support-desk-dark', desk, 'dark', WIDE],
  ['support-desk-narrow', desk, 'light', NARROW],
  ['memory-per-tenant', tenants, 'light', WIDE],
  ['40-agents', app, 'dark', WIDE],
]).finally(() => rmSync(folder, { recursive: true }));
