/** Reads the CloudFormation registry schemas that aws-cdk-lib bundles for its template validation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decompress } from 'fzstd';

/** A registry schema in the notation of the validator. */
export interface Schema {
  readonly type?: string;
  readonly ref_name?: string;
  readonly definitions?: Record<string, Schema>;
  readonly properties?: Record<string, Schema>;
  readonly pattern_properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly one_of?: Schema[];
  readonly required?: string[];
  readonly read_only_properties?: string[];
  readonly create_only_properties?: string[];
  readonly enum?: string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_items?: number;
  readonly max_items?: number;
  readonly min_properties?: number;
  readonly max_properties?: number;
  readonly unique_items?: boolean;
  /** The bounds of the keys of a map, where the API states them too. */
  readonly property_names?: Schema;
  /** The shape and the member of the API that a bound comes from. */
  readonly origin?: string;
}

/** The form of a plain reference in some schemas. */
const ALL_OF_ONE = /\{"all_of":\[(\{"ref_name":"\w+"\}),\{\}\]\}/g;
const FRAME = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** All resource types by name: one zstd frame of the validator's WebAssembly module is a JSON object of them. */
export function readSchemas(): Record<string, Schema> {
  const library = join(require.resolve('aws-cdk-lib/package.json'), '..');
  const wasm = readFileSync(join(library, 'node_modules', '@aws', 'cloudformation-validate', 'bindings_wasm_bg.wasm'));
  for (let at = wasm.indexOf(FRAME); at >= 0; at = wasm.indexOf(FRAME, at + 1)) {
    const text = readFrame(wasm.subarray(at));
    if (text.includes('"AWS::BedrockAgentCore::Harness":{"type_name"')) {
      return JSON.parse(text.replace(ALL_OF_ONE, '$1'));
    }
  }
  throw new Error('no schemas found in the validator that aws-cdk-lib bundles: has its format changed?');
}

function readFrame(bytes: Buffer): string {
  const chunks: Buffer[] = [];
  try {
    new Decompress((chunk) => chunks.push(Buffer.from(chunk))).push(bytes, true);
  } catch {
    // The bytes after the frame are not compressed data.
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The properties of a schema, those of its alternatives among them: some unions say them only there. */
export function membersOf({ properties, one_of = [] }: Schema): Record<string, Schema> | undefined {
  const alternatives = one_of.flatMap((alternative) => (alternative.properties ? [alternative.properties] : []));
  return properties || alternatives.length > 0 ? Object.assign({}, properties, ...alternatives) : undefined;
}
