/** The jsii assembly, which describes the public API. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(__dirname, '..', '..');

export interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly see?: string;
  readonly example?: string;
}

export interface Type {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: Type };
  readonly union?: { readonly types: Type[] };
  readonly intersection?: { readonly types: Type[] };
}

export interface Value {
  readonly name: string;
  readonly docs?: Docs;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly type: Type;
}

export interface Method {
  readonly name?: string;
  readonly docs?: Docs;
  readonly protected?: boolean;
  readonly static?: boolean;
  readonly overrides?: string;
  readonly parameters?: Value[];
  readonly returns?: { readonly type: Type };
}

export interface PublicType {
  readonly name: string;
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly docs?: Docs;
  readonly interfaces?: string[];
  readonly properties?: Value[];
  readonly methods?: Method[];
  readonly members?: Array<{ readonly name: string; readonly docs?: Docs }>;
  readonly initializer?: Method;
}

export function readAssembly(): { readonly types: Record<string, PublicType> } {
  const plain = join(ROOT, '.jsii');
  const packed = join(ROOT, '.jsii.gz');
  const text = existsSync(plain) ? readFileSync(plain, 'utf8') : '{}';
  const assembly = JSON.parse(text);
  if (assembly.types) {
    return assembly;
  }
  if (!existsSync(packed)) {
    throw new Error('there is no .jsii to read: compile first, npx projen compile');
  }
  return JSON.parse(gunzipSync(readFileSync(packed)).toString('utf8'));
}
