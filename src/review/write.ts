import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Review } from './model';
import { renderHtml } from './render/html';
import { renderMarkdown } from './render/markdown';

/** The formats of a review, by the ending of the file. */
export const FORMATS: Readonly<Record<string, (review: Review) => string>> = {
  html: renderHtml,
  md: renderMarkdown,
  json: (review) => `${JSON.stringify(review, undefined, 2)}\n`,
};

/** Writes a review in all formats. A file that has the content already is not written again. */
export function writeReview(review: Review, directory: string): void {
  for (const [ending, render] of Object.entries(FORMATS)) {
    const file = join(directory, `agent-review.${ending}`);
    const content = render(review);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
      writeFileSync(file, content);
    }
  }
}
