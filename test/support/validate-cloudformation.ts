// Holds a CloudFormation template to AWS's own specification of its resources: properties, their types and
// values, and references to other resources.

import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
type Resource = ReturnType<Database['all']>[number] & {
  readonly properties: Properties;
  readonly attributes: Readonly<Record<string, unknown>>;
};
type Properties = Readonly<Record<string, Property>>;

interface Property {
  readonly type: Type;
  readonly required?: boolean;
}

interface Type {
  readonly type: string;
  readonly element?: Type;
  readonly types?: readonly Type[];
  readonly allowedValues?: readonly unknown[];
  readonly reference?: { readonly $ref: string };
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly DependsOn?: string[]; readonly Properties: object }
    >
  >;
}

/** The values of https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const PSEUDO_PARAMETERS = ['AWS::AccountId', 'AWS::Partition', 'AWS::Region'];

let loaded: ReturnType<typeof loadAwsServiceSpec> | undefined;

/** Every fault that is found, with the place where it is. */
export async function validateCloudFormation(template: unknown): Promise<string[]> {
  loaded ??= loadAwsServiceSpec();
  const database = await loaded;
  const { Resources } = template as Template;
  const faults: string[] = [];
  const specOf = (type: string) =>
    database.lookup('resource', 'cloudFormationType', 'equals', type)[0] as Resource | undefined;

  /** Undefined for what is no function of CloudFormation. */
  function checkFunction(value: object, path: string): boolean {
    const [[name, argument] = []] = Object.entries(value);
    if (Object.keys(value).length !== 1) return false;
    if (name === 'Ref') {
      if (!Object.hasOwn(Resources, argument)) faults.push(`${path}: no resource ${argument}`);
      return true;
    }
    if (name === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string];
      const spec = specOf(Resources[id]?.Type ?? '');
      if (!spec || !Object.hasOwn(spec.attributes, attribute)) {
        faults.push(`${path}: no attribute ${argument}`);
      }
      return true;
    }
    if (name !== 'Fn::Sub') return false;
    for (const [, variable = ''] of String(argument).matchAll(/\$\{([^}]*)\}/g)) {
      if (!PSEUDO_PARAMETERS.includes(variable)) faults.push(`${path}: no variable ${variable}`);
    }
    return true;
  }

  function checkProperties(properties: Properties, value: object, path: string): void {
    for (const [name, one] of Object.entries(value)) {
      const property = properties[name];
      if (property) checkType(property.type, one, `${path}.${name}`);
      else faults.push(`${path}.${name}: no such property`);
    }
    const missing = Object.keys(properties).filter(
      (name) => properties[name]?.required && !Object.hasOwn(value, name),
    );
    faults.push(...missing.map((name) => `${path}.${name}: missing`));
  }

  function checkType(type: Type, value: unknown, path: string): void {
    if (value !== null && typeof value === 'object' && checkFunction(value, path)) return;
    if (type.allowedValues && !type.allowedValues.includes(value)) {
      faults.push(`${path}: not one of ${type.allowedValues.join()}`);
    }
    switch (type.type) {
      case 'string':
      case 'boolean':
        if (typeof value !== type.type) faults.push(`${path}: no ${type.type}`);
        return;
      case 'integer':
        if (!Number.isInteger(value)) faults.push(`${path}: no integer`);
        return;
      case 'json':
        if (typeof value !== 'object') faults.push(`${path}: no JSON`);
        else checkJson(value, path);
        return;
      case 'tag':
        if (Object.keys(Object(value)).sort().join() !== 'Key,Value')
          faults.push(`${path}: no tag`);
        return;
      case 'array':
        if (!Array.isArray(value)) faults.push(`${path}: no list`);
        else {
          for (const [n, one] of value.entries())
            checkType(type.element as Type, one, `${path}[${n}]`);
        }
        return;
      case 'map':
        for (const [key, one] of Object.entries(Object(value))) {
          checkType(type.element as Type, one, `${path}.${key}`);
        }
        return;
      case 'union':
        // The first of them is the one that is meant.
        checkType(type.types?.[0] as Type, value, path);
        return;
      case 'ref': {
        const definition = database.get('typeDefinition', type.reference?.$ref as never);
        const { properties } = definition as unknown as { properties: Properties };
        if (value === null || typeof value !== 'object') faults.push(`${path}: no object`);
        else checkProperties(properties, value, path);
        return;
      }
      default:
        faults.push(`${path}: the type ${type.type} is not known here`);
    }
  }

  /** Within a policy, only functions are of CloudFormation. */
  function checkJson(value: unknown, path: string): void {
    if (value === null || typeof value !== 'object') return;
    if (checkFunction(value, path)) return;
    for (const [key, one] of Object.entries(value)) checkJson(one, `${path}.${key}`);
  }

  for (const [id, { Type, DependsOn = [], Properties, ...rest }] of Object.entries(Resources)) {
    const spec = specOf(Type);
    if (!/^[A-Za-z0-9]+$/.test(id)) faults.push(`${id}: not alphanumeric`);
    if (Object.keys(rest).length > 0) faults.push(`${id}: ${Object.keys(rest)}`);
    for (const other of DependsOn) {
      if (!Object.hasOwn(Resources, other)) faults.push(`${id}.DependsOn: no resource ${other}`);
    }
    if (spec) checkProperties(spec.properties, Properties, id);
    else faults.push(`${id}: no type ${Type}`);
  }
  return faults;
}
