/** Values of wrong types, as JavaScript and casts allow them. Each input of the API has one test. */
import { App, Stack } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';
import { type Method, type PublicType, readAssembly, type Type, type Value } from '../support/assembly';

const TYPES = readAssembly().types;
const EXPORTED = agentcore as unknown as Record<string, object>;

class Stranger {
  public readonly stranger = true;
}

/** One sample of each kind of value. No element of the lists is valid for any type. */
const SAMPLES: unknown[] = [
  'wrong',
  8,
  Number.NaN,
  true,
  null,
  [undefined],
  { stranger: 1 },
  new Stranger(),
  new Stack(new App(), 'Stranger'),
  Stranger,
  () => 'wrong',
];

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether TypeScript accepts a sample. */
function isRight({ primitive, collection, fqn }: Type, value: unknown): boolean {
  if (collection?.kind === 'map') {
    return collection.elementtype.primitive === 'any' && isObject(value) && !Stack.isStack(value);
  }
  if (primitive === 'any') {
    const isJson = !Array.isArray(value) && typeof value !== 'function' && !Stack.isStack(value);
    return isJson && !Number.isNaN(value);
  }
  if (fqn === 'constructs.IDependable') {
    return isObject(value);
  }
  const isConstruct = fqn === 'constructs.Construct' && Stack.isStack(value);
  return isConstruct || (typeof value === primitive && !Number.isNaN(value));
}

/** An input of the API: its name in errors, its type, and a call that passes a value to it. */
interface Place {
  readonly path: string;
  readonly type: Type;
  readonly give: (value: unknown) => unknown;
}

const REACHED = new Set<string>();

function structOf({ fqn = '' }: Type): PublicType | undefined {
  return TYPES[fqn]?.datatype ? TYPES[fqn] : undefined;
}

function propertiesOf({ interfaces = [], properties = [] }: PublicType): Value[] {
  return [...interfaces.flatMap((fqn) => (TYPES[fqn] ? propertiesOf(TYPES[fqn]) : [])), ...properties];
}

/** An input and the inputs nested in it. Each struct is expanded at its first occurrence. */
function placesOf({ path, type, give }: Place, within = path): Place[] {
  const { collection } = type;
  const struct = structOf(type);
  const inner: Place[] = [];
  if (collection?.kind === 'array') {
    inner.push(...placesOf({ path: `${path}[0]`, type: collection.elementtype, give: (value) => give([value]) }));
  } else if (collection && collection.elementtype.primitive !== 'any') {
    const element = { path: `${path}.key`, type: collection.elementtype };
    inner.push(...placesOf({ ...element, give: (value) => give({ key: value }) }));
  } else if (struct && !REACHED.has(struct.name)) {
    REACHED.add(struct.name);
    for (const property of propertiesOf(struct)) {
      const member = { path: within ? `${within}.${property.name}` : property.name, type: property.type };
      inner.push(...placesOf({ ...member, give: (value) => give({ [property.name]: value }) }));
    }
  }
  return [{ path, type, give }, ...inner];
}

function placesOfCall({ parameters = [] }: Method, call: (...args: unknown[]) => unknown): Place[] {
  return parameters.flatMap(({ name, type, variadic }, index) => {
    const give = (value: unknown) => call(...Array(index).fill(undefined), value);
    return placesOf({ path: variadic ? `${name}[0]` : name, type, give }, structOf(type) ? '' : name);
  });
}

type Call = (...args: unknown[]) => unknown;

const PLACES = Object.values(TYPES)
  .filter(({ kind }) => kind === 'class')
  .flatMap((owner): Array<[name: string, places: Place[]]> => {
    const exported = EXPORTED[owner.name] as (new (...args: unknown[]) => unknown) & Record<string, Call>;
    const methods = (owner.methods ?? []).filter((method) => !method.protected && method.parameters);
    const calls = methods.map((method): [string, Place[]] => {
      const name = method.name ?? '';
      // Types are checked before the method runs, so an object without state is enough.
      const self = method.static ? exported : Object.create(exported.prototype);
      return [`${owner.name}.${name}`, placesOfCall(method, (...args) => self[name](...args))];
    });
    const { initializer, abstract } = owner;
    const made: Array<[string, Place[]]> =
      initializer && !abstract
        ? [[`new ${owner.name}`, placesOfCall(initializer, (...args) => new exported(...args))]]
        : [];
    return [...calls, ...made];
  });

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Structs of aws-cdk-lib. An error can name a property of the given object instead of the object. */
const FOREIGN_STRUCT = /\.(MetricOptions|SubnetSelection|AccessPointOptions|ApiGatewayTool(Filter|Override))$/;

/** The problem in the error message for a value of a wrong type. */
function complaint({ path, type, give }: Place, value: unknown): string[] {
  const error = thrownBy(() => give(value));
  const message = error instanceof Error ? error.message : 'nothing was thrown';
  const lines = message.split(/\n {2}- |: /).filter((line) => / must be an? .*, got /.test(line));
  const isStruct = structOf(type) !== undefined || FOREIGN_STRUCT.test(type.fqn ?? '');
  const isAnswered = lines.some((line) =>
    [path, `${path}[0]`, `${path}.stranger`].some((wrong) => line.startsWith(`${wrong} `)),
  );
  const isTold = isAnswered || (isStruct && isObject(value) && lines.length > 0);
  return isTold && !(error instanceof TypeError) ? [] : [`${path} = ${String(value)}: ${message}`];
}

describe('An input of a wrong type never causes a TypeError in the library', () => {
  test.each(PLACES)('%s reports the expected type and the given value', (_, places) => {
    const complaints = places.flatMap((place) =>
      SAMPLES.filter((value) => !isRight(place.type, value)).flatMap((value) => complaint(place, value)),
    );
    expect(complaints).toEqual([]);
  });

  test('the table reaches every property of every struct', () => {
    const structs = Object.values(TYPES).filter(({ datatype }) => datatype);
    const bases = new Set(structs.flatMap(({ interfaces = [] }) => interfaces));
    const missed = structs.filter(({ name, fqn }) => !REACHED.has(name) && !bases.has(fqn));
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});
