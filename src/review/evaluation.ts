import type { ReviewedAssembly, ReviewedResource, ReviewedStack } from './assembly';
import { pathInStack } from './names';
import {
  compact,
  type Evaluated,
  isJson,
  isNoValue,
  type Json,
  joined,
  jsonOf,
  type Part,
  partsOf,
  split,
  textOfParts,
  unknown,
} from './parts';
import { nearestStack } from './physical-names';

const VARIABLE = /\$\{([^!}][^}]*)\}/g;
/** The custom resource of `aws-cdk-lib` for references to another Region. */
const EXPORT_WRITER = 'Custom::CrossRegionExportWriter';
/** References that form a loop end there. */
const DEEPEST = 30;

/** Evaluates the intrinsic functions in the templates of an app, across nested stacks and stacks. */
export class Evaluation {
  private readonly byId = new Map<ReviewedStack, Map<string, ReviewedResource>>();
  private readonly nested = new Map<ReviewedResource, ReviewedStack>();
  private readonly stacks = new Map<string, ReviewedStack[]>();
  private exports?: Map<string, Array<readonly [ReviewedStack, unknown]>>;

  public constructor(private readonly assembly: ReviewedAssembly) {
    for (const stack of assembly.stacks) {
      this.byId.set(stack, new Map(stack.resources.map((resource) => [resource.logicalId, resource])));
      this.stacks.set(stack.name, [...(this.stacks.get(stack.name) ?? []), stack]);
      if (stack.nestedIn) {
        this.nested.set(stack.nestedIn, stack);
      }
    }
  }

  public resource(logicalId: string, stack: ReviewedStack): ReviewedResource | undefined {
    return this.byId.get(stack)?.get(logicalId);
  }

  public evaluate(value: unknown, from: ReviewedStack, depth = 0): Evaluated {
    if (typeof value !== 'object' || value === null) {
      return { parts: value === undefined || value === null || value === '' ? [] : [String(value)] };
    }
    if (Array.isArray(value)) {
      return { list: value.map((each) => this.partsOf(each, from, depth)) };
    }
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    return depth > DEEPEST ? unknown(name) : this.intrinsic(name, argument, from, depth + 1);
  }

  private partsOf(value: unknown, from: ReviewedStack, depth: number): readonly Part[] {
    return partsOf(this.evaluate(value, from, depth));
  }

  private textOf(value: unknown, from: ReviewedStack, depth: number): string {
    return textOfParts(this.partsOf(value, from, depth));
  }

  private intrinsic(name: string, argument: unknown, from: ReviewedStack, depth: number): Evaluated {
    const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Ref':
        return this.ref(idOf(argument), from, depth);
      case 'Fn::GetAtt': {
        const [id, ...path] = Array.isArray(argument) ? argument.map(idOf) : idOf(argument).split('.');
        return this.attribute(id ?? 'value', path.join('.'), from, depth);
      }
      case 'Fn::Sub':
        return { parts: this.sub(String(list[0]), jsonOf(list[1]), from, depth) };
      case 'Fn::Join':
        return { parts: joined(this.list(list[1], from, depth), String(list[0])) };
      case 'Fn::Split':
        return { list: split(this.partsOf(list[1], from, depth), String(list[0])) };
      case 'Fn::Select':
        return { parts: this.select(Number(list[0]), list[1], from, depth) };
      case 'Fn::If':
        return this.choice(list.slice(1), from, depth);
      case 'Fn::ImportValue': {
        const key = this.textOf(argument, from, depth);
        return this.exported(key, from, depth) ?? unknown(`import of ${key}`);
      }
      case 'Fn::GetStackOutput':
        return this.stackOutput(jsonOf(argument), from, depth);
      case 'Fn::GetAZs':
        return unknown('Availability Zones');
      case 'Fn::FindInMap':
        return unknown(`value of the mapping ${this.textOf(list[0], from, depth)}`);
      default:
        return unknown(name.replace(/^Fn::/, '') || 'value');
    }
  }

  private list(value: unknown, from: ReviewedStack, depth: number): ReadonlyArray<readonly Part[]> {
    const evaluated = this.evaluate(value, from, depth);
    return 'list' in evaluated ? evaluated.list : [evaluated.parts];
  }

  private ref(id: string, from: ReviewedStack, depth: number): Evaluated {
    const resource = this.resource(id, from);
    if (resource) {
      return reference(resource);
    }
    const given = jsonOf(from.nestedIn?.properties.Parameters)[id];
    return from.nestedIn && given !== undefined ? this.evaluate(given, from.nestedIn.stack, depth) : pseudo(id, from);
  }

  private attribute(id: string, attribute: string, from: ReviewedStack, depth: number): Evaluated {
    const resource = this.resource(id, from);
    if (!resource) {
      return unknown(`${id}.${attribute}`);
    }
    const [, output = ''] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    const nested = this.nested.get(resource);
    if (nested?.outputs[output]) {
      return this.evaluate(nested.outputs[output].Value, nested, depth);
    }
    const crossRegion = attribute.startsWith('/') ? this.exported(attribute, from, depth) : undefined;
    return crossRegion ?? reference(resource, attribute);
  }

  private sub(text: string, variables: Json, from: ReviewedStack, depth: number): Part[] {
    const parts: Part[] = [];
    let end = 0;
    for (const match of text.matchAll(VARIABLE)) {
      const name = match[1].trim();
      const [id, ...path] = name.split('.');
      const other = () =>
        path.length > 0 ? this.attribute(id, path.join('.'), from, depth) : this.ref(id, from, depth);
      const value = name in variables ? this.evaluate(variables[name], from, depth) : other();
      parts.push(literal(text.slice(end, match.index)), ...partsOf(value));
      end = match.index + match[0].length;
    }
    return compact([...parts, literal(text.slice(end))]);
  }

  private select(index: number, of: unknown, from: ReviewedStack, depth: number): readonly Part[] {
    const list = this.list(of, from, depth);
    if (list[index] !== undefined && !(list.length === 1 && isJson(of) && 'Fn::Split' in of)) {
      return list[index];
    }
    // A value that is known at deployment cannot be split before.
    return (list[0] ?? []).map((part) =>
      typeof part === 'string' ? part : { ...part, text: `part of ${part.text.replace(/^part of /, '')}` },
    );
  }

  /** All branches, because conditions are known at deployment. */
  private choice(branches: readonly unknown[], from: ReviewedStack, depth: number): Evaluated {
    const given = branches.filter((branch) => !isNoValue(branch)).map((branch) => this.evaluate(branch, from, depth));
    const lists = given.flatMap((branch) => ('list' in branch ? branch.list : []));
    if (lists.length > 0) {
      return { list: lists };
    }
    return { parts: joined(given.map(partsOf), ' or ') };
  }

  private stackOutput({ StackName, OutputName }: Json, from: ReviewedStack, depth: number): Evaluated {
    const name = this.textOf(StackName, from, depth);
    const output = String(OutputName);
    const found = nearestStack(this.stacks.get(name) ?? [], from);
    return found?.outputs[output]
      ? this.evaluate(found.outputs[output].Value, found, depth)
      : unknown(`output ${output} of ${name}`);
  }

  private exported(name: string, from: ReviewedStack, depth: number): Evaluated | undefined {
    this.exports ??= this.indexExports();
    const found = this.exports.get(name) ?? [];
    const stacks = found.map(([stack]) => stack);
    const stack = nearestStack(stacks, from);
    const [, value] = found.find(([each]) => each === stack) ?? [];
    return stack && this.evaluate(value, stack, depth);
  }

  private indexExports(): Map<string, Array<readonly [ReviewedStack, unknown]>> {
    const exports = new Map<string, Array<readonly [ReviewedStack, unknown]>>();
    const add = (name: string, stack: ReviewedStack, value: unknown) => {
      exports.set(name, [...(exports.get(name) ?? []), [stack, value]]);
    };
    for (const stack of this.assembly.stacks) {
      for (const { Value, Export } of Object.values(stack.outputs)) {
        if (isJson(Export)) {
          add(this.textOf(Export.Name, stack, 0), stack, Value);
        }
      }
      for (const { properties } of stack.resources.filter(({ type }) => type === EXPORT_WRITER)) {
        for (const [name, value] of Object.entries(jsonOf(jsonOf(properties.WriterProps).exports))) {
          add(name, stack, value);
        }
      }
    }
    return exports;
  }
}

/** A logical ID or the name of an attribute. An attribute can be an intrinsic function. */
function idOf(value: unknown): string {
  return typeof value === 'string' ? value : 'value';
}

/** The text of `Fn::Sub` without variables. `${!Name}` is `${Name}`, and not a variable. */
function literal(text: string): string {
  return text.replaceAll('${!', '${');
}

function reference(resource: ReviewedResource, attribute?: string): Evaluated {
  const path = pathInStack(resource);
  return { parts: [{ text: attribute === undefined ? path : `${path}.${attribute}`, resource, attribute }] };
}

/** The value of a pseudo parameter. Other parameters are known at deployment. */
function pseudo(id: string, from: ReviewedStack): Evaluated {
  switch (id) {
    case 'AWS::Partition':
      return { parts: ['aws'] };
    case 'AWS::URLSuffix':
      return { parts: ['amazonaws.com'] };
    case 'AWS::Region':
      return from.region === undefined ? unknown('Region') : { parts: [from.region] };
    case 'AWS::AccountId':
      return from.account === undefined ? unknown('account') : { parts: [from.account] };
    case 'AWS::StackName':
      return { parts: [from.name] };
    case 'AWS::StackId':
      return unknown('stack ID');
    case 'AWS::NoValue':
      return { parts: [] };
    default:
      return unknown(id);
  }
}
