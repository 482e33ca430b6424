/** The public API in the jsii assembly, as other languages see it. */
import { type Docs, type Method, type PublicType, readAssembly, type Type } from '../support/assembly';

const MOST_TYPES = 181;
const MOST_PROPS = 12;
const MOST_PARAMETERS = 4;

/** Structs that may have more properties than the limit, with the reason. */
const LARGE_STRUCTS: Record<string, string> = {
  HarnessProps: 'a harness is declarative, with one property per feature of the service, and all but one are optional',
  RuntimeProps: 'a runtime has the common properties of agents, and all but one are optional',
  S3FilesProps: 'a file system, its mount targets and one access point, and all but two are optional',
};

/** Values that may have any type, with the reason. */
const FREE_VALUES: Record<string, string> = {
  'ModelOptions.additionalParams': 'JSON that the service forwards unchanged to the model provider',
  'InlineFunctionOptions.inputSchema': 'a JSON Schema, which a jsii type cannot describe',
  'ToolDefinition.inputSchema': 'an existing JSON Schema, with keywords that are validated',
  'ToolDefinition.outputSchema': 'an existing JSON Schema, with keywords that are validated',
  'ConnectorTool.parameterValues': 'parameter values of a connector tool',
  'RuntimeEventOptions.payload': 'the request body, which the code of the runtime defines',
  'RuntimeScheduleOptions.payload': 'the request body, which the code of the runtime defines',
  'InvokeHarness.jsonPathResult()': 'the resultSelector of a task in aws-cdk-lib, which takes any JSON',
  'InvokeHarness.jsonataResult()': 'the outputs of a task in aws-cdk-lib, which take any JSON',
  'InvokeRuntime.jsonPathResult()': 'the resultSelector of a task in aws-cdk-lib, which takes any JSON',
  'InvokeRuntime.jsonataResult()': 'the outputs of a task in aws-cdk-lib, which take any JSON',
};

const TYPES = Object.values(readAssembly().types);
const STRUCTS = TYPES.filter((type) => type.datatype);
const CLASSES = TYPES.filter((type) => type.kind === 'class');

/** All named elements: types, properties, methods and enum members. */
const NAMED: Array<[name: string, docs: Docs]> = TYPES.flatMap((type) => [
  [type.name, type.docs ?? {}] as [string, Docs],
  ...[...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])].map(
    ({ name, docs }): [string, Docs] => [`${type.name}.${name}`, docs ?? {}],
  ),
]);

function methodsOf({ methods = [], initializer }: PublicType): Method[] {
  const constructors = initializer ? [{ ...initializer, name: 'constructor' }] : [];
  return [...methods, ...constructors].filter((method) => !method.protected);
}

/** All typed elements: properties, parameters and return values. */
const TYPED: Array<[name: string, type: Type]> = TYPES.flatMap((type) => [
  ...(type.properties ?? []).map((property): [string, Type] => [`${type.name}.${property.name}`, property.type]),
  ...methodsOf(type).flatMap(
    (method): Array<[string, Type]> => [
      ...(method.parameters ?? []).map((parameter): [string, Type] => [
        `${type.name}.${method.name}(${parameter.name})`,
        parameter.type,
      ]),
      ...(method.returns ? [[`${type.name}.${method.name}()`, method.returns.type] as [string, Type]] : []),
    ],
  ),
]);

/** A type and the types that it consists of. */
function parts(type: Type): Type[] {
  const inner = [
    ...(type.collection ? [type.collection.elementtype] : []),
    ...(type.union?.types ?? []),
    ...(type.intersection?.types ?? []),
  ];
  return [type, ...inner.flatMap(parts)];
}

function typedLike(matches: (part: Type) => boolean): string[] {
  return TYPED.filter(([, type]) => parts(type).some(matches)).map(([name]) => name);
}

function namedUnless(holds: (docs: Docs) => boolean): string[] {
  return NAMED.filter(([, docs]) => !holds(docs)).map(([name]) => name);
}

function allProperties(struct: PublicType): string[] {
  const inherited = (struct.interfaces ?? []).flatMap((fqn) => TYPES.filter((type) => type.fqn === fqn));
  return [...(struct.properties ?? []).map(({ name }) => name), ...inherited.flatMap(allProperties)];
}

describe('every name of the public API', () => {
  test('has a summary', () => {
    expect(namedUnless(({ summary }) => summary !== undefined)).toEqual([]);
  });

  test('has a summary of one sentence with a final period', () => {
    expect(namedUnless(({ summary = '' }) => /^[A-Z`].*[.]$/.test(summary) && !/\. [A-Z]/.test(summary))).toEqual([]);
  });

  test('does not begin with using, with or create, which do not describe the result', () => {
    const named = NAMED.map(([name]) => name).filter((name) => /\.(using|with|create)([A-Z]|$)/.test(name));
    expect(named).toEqual([]);
  });
});

describe('an optional property', () => {
  test('of a struct documents its default', () => {
    const silent = STRUCTS.flatMap(({ name, properties = [] }) =>
      properties
        .filter(({ optional, docs }) => optional && !docs?.default)
        .map((property) => `${name}.${property.name}`),
    );
    expect(silent).toEqual([]);
  });

  test('of a class or an interface documents when it is undefined', () => {
    const silent = TYPES.filter((type) => !type.datatype).flatMap(({ name, properties = [] }) =>
      properties
        .filter(
          ({ optional, docs }) => optional && !/`undefined` if|is undefined/.test(`${docs?.summary} ${docs?.remarks}`),
        )
        .map((property) => `${name}.${property.name}`),
    );
    expect(silent).toEqual([]);
  });

  test('is the only kind of property with a documented default', () => {
    const talkative = STRUCTS.flatMap(({ name, properties = [] }) =>
      properties
        .filter(({ optional, docs }) => !optional && docs?.default)
        .map((property) => `${name}.${property.name}`),
    );
    expect(talkative).toEqual([]);
  });
});

describe('a public signature', () => {
  test('has no union, which four of the languages do not support', () => {
    expect(typedLike(({ union, intersection }) => union !== undefined || intersection !== undefined)).toEqual([]);
  });

  test('has no any, except where the service accepts free-form JSON', () => {
    expect(typedLike(({ primitive }) => primitive === 'any').sort()).toEqual(Object.keys(FREE_VALUES).sort());
  });

  test('has no L1, because L1 properties change with every schema', () => {
    expect(typedLike(({ fqn }) => /\.Cfn[A-Z]/.test(fqn ?? ''))).toEqual([]);
  });

  test('has few parameters, and no boolean parameter', () => {
    const methods = TYPES.flatMap((type) => methodsOf(type).map((method) => ({ ...method, owner: type.name })));
    const unclear = methods.filter(
      ({ parameters = [] }) =>
        parameters.length > MOST_PARAMETERS || parameters.some(({ type }) => type.primitive === 'boolean'),
    );
    expect(unclear.map(({ owner, name }) => `${owner}.${name}`)).toEqual([]);
  });

  test('has no optional parameter before others', () => {
    const early = TYPES.flatMap((type) => methodsOf(type).map((method) => ({ ...method, owner: type.name }))).filter(
      ({ parameters = [] }) => parameters.slice(0, -1).some(({ optional }) => optional),
    );
    expect(early.map(({ owner, name }) => `${owner}.${name}`)).toEqual([]);
  });

  test('has options as the last parameter', () => {
    const structs = new Set(STRUCTS.map(({ fqn }) => fqn));
    const early = TYPES.flatMap((type) => methodsOf(type).map((method) => ({ ...method, owner: type.name }))).filter(
      ({ parameters = [] }) => parameters.slice(0, -1).some(({ type }) => structs.has(type.fqn ?? '')),
    );
    expect(early.map(({ owner, name }) => `${owner}.${name}`)).toEqual([]);
  });
});

describe('a name that users call', () => {
  /** `of` of an enum-like class takes values that are not known yet, so only the class has an example. */
  const ENUM_LIKE = CLASSES.filter(({ properties = [] }) => properties.some(({ name }) => name === 'value'));

  test('has a description of every parameter', () => {
    const silent = TYPES.flatMap((type) =>
      methodsOf(type)
        .filter(({ name, overrides }) => !overrides && !(type.abstract && name === 'constructor'))
        .flatMap(({ name, parameters = [] }) =>
          parameters.filter(({ docs }) => !docs?.summary).map((parameter) => `${type.name}.${name}(${parameter.name})`),
        ),
    );
    expect(silent).toEqual([]);
  });

  test('has an example, if it is a class or a static factory', () => {
    const examples = CLASSES.flatMap(
      (type): Array<[name: string, docs?: Docs]> => [
        [type.name, type.docs],
        ...methodsOf(type)
          .filter((method) => method.static && !(method.name === 'of' && ENUM_LIKE.includes(type)))
          .map(({ name, docs }): [string, Docs | undefined] => [`${type.name}.${name}`, docs]),
      ],
    );
    expect(examples.filter(([, docs]) => !docs?.example).map(([name]) => name)).toEqual([]);
  });
});

test('every class links to its page in the service documentation', () => {
  expect(
    CLASSES.filter(({ docs }) => !docs?.see?.startsWith('https://docs.aws.amazon.com/')).map(({ name }) => name),
  ).toEqual([]);
});

test('the API has a limited number of types, and no large struct without a reason', () => {
  const counts = {
    types: TYPES.length,
    members: NAMED.length - TYPES.length,
    classes: CLASSES.length,
    structs: STRUCTS.length,
    enums: TYPES.filter(({ kind }) => kind === 'enum').length,
  };
  const large = STRUCTS.filter((struct) => allProperties(struct).length > MOST_PROPS).map(({ name }) => name);
  process.stdout.write(`public API: ${JSON.stringify(counts)}\n`);

  const excess = `The API has ${counts.types} types. If a new type is necessary, raise MOST_TYPES in this file.`;
  expect(counts.types > MOST_TYPES ? [excess] : []).toEqual([]);
  expect(large).toEqual(Object.keys(LARGE_STRUCTS));
});
