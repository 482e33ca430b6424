/**
 * Characters that are invisible, or that reorder the text around them, so that a reader sees other text than AgentCore
 * does: control characters, bidirectional controls, tags, private use, lone surrogates. Joiners are left alone, because
 * emoji and several scripts need them, and so are line breaks and tabs.
 */
const DECEPTIVE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

function codePointOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** A copy of plain data in which all text shows what it contains: deceptive characters become their code points. */
export function legible<T>(value: T): T {
  if (typeof value === 'string') {
    return value.replace(/\r\n?/g, '\n').replace(DECEPTIVE, codePointOf) as T;
  }
  if (Array.isArray(value)) {
    return value.map(legible) as T;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [legible(key), legible(item)])) as T;
  }
  return value;
}

/** The text in one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** An ID for each item, from its construct path, for links within a document. */
export function anchorsOf(items: readonly { readonly path: string }[]): string[] {
  const used = new Set<string>();
  return items.map(({ path }) => {
    const slug = path.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    let anchor = `agent-${slug}`;
    for (let number = 2; used.has(anchor); number++) {
      anchor = `agent-${slug}-${number}`;
    }
    used.add(anchor);
    return anchor;
  });
}
