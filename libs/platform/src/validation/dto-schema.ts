import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

/** As much of JSON Schema (2020-12) as the rules of a DTO become. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export type DtoClass<Dto extends object = object> = new () => Dto;

/** Where the schema of a nested class stands: inline for the validator, a $ref for the document. */
export type NestedSchema = (Nested: DtoClass) => JsonSchema;

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/**
 * The JSON Schema of a DTO class from its class-validator rules, so that the class stays the one definition of a shape.
 *
 * @throws Error at the start for a rule that has no schema: what cannot be checked must not look as if it were
 */
export function schemaOfDto(Dto: DtoClass, nested: NestedSchema = (Nested) => schemaOfDto(Nested, nested)): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, rules] of rulesByProperty(Dto)) {
    properties[name] = schemaOfProperty(Dto, name, rules, nested);
    if (!rules.some((rule) => rule.name === 'isOptional')) required.push(name);
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

function rulesByProperty(Dto: DtoClass): Map<string, Metadata[]> {
  const grouped = new Map<string, Metadata[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(Dto, '', false, false)) {
    grouped.set(rule.propertyName, [...(grouped.get(rule.propertyName) ?? []), rule]);
  }
  return grouped;
}

function schemaOfProperty(Dto: DtoClass, name: string, rules: readonly Metadata[], nested: NestedSchema): JsonSchema {
  const own: Record<string, unknown> = {};
  const each: Record<string, unknown> = {};
  let nullable = false;
  for (const rule of rules) {
    if (rule.type === 'conditionalValidation') {
      nullable ||= (rule.context as { nullable?: boolean } | undefined)?.nullable === true;
      continue;
    }
    const inItems =
      rule.each || (rule.type === 'nestedValidation' && rules.some(({ name: kind }) => kind === 'isArray'));
    Object.assign(inItems ? each : own, keywordsOf(Dto, rule, nested));
  }
  const schema = Object.keys(each).length > 0 ? { ...own, items: each } : own;
  if (Object.keys(schema).length === 0) throw new Error(`${Dto.name}.${name} has no rule that says what it is.`);
  return nullable ? asNullable(schema) : schema;
}

function asNullable(schema: JsonSchema): JsonSchema {
  return Array.isArray(schema.enum)
    ? { ...schema, enum: [...(schema.enum as unknown[]), null], type: [schema.type, 'null'] }
    : { ...schema, type: [schema.type, 'null'] };
}

function keywordsOf(Dto: DtoClass, rule: Metadata, nested: NestedSchema): JsonSchema {
  if (rule.type === 'nestedValidation') return nested(nestedClassOf(Dto, rule.propertyName));
  const keywords = keywordsByRule[rule.name ?? ''];
  if (!keywords) throw new Error(`${Dto.name}.${rule.propertyName}: no schema for the rule ${rule.name ?? rule.type}.`);
  return keywords(rule.constraints as never[]);
}

const keywordsByRule: Readonly<Record<string, (constraints: never[]) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: ([options]: { maxDecimalPlaces?: number }[]) => ({
    type: 'number',
    ...(options?.maxDecimalPlaces === undefined ? {} : { multipleOf: Number(`1e-${options.maxDecimalPlaces}`) }),
  }),
  isObject: () => ({ type: 'object' }),
  isArray: () => ({ type: 'array' }),
  isIn: ([values]: string[][]) => ({ type: 'string', enum: [...(values ?? [])] }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isInstant: () => ({ type: 'string', format: 'date-time' }),
  isDay: () => ({ type: 'string', format: 'date' }),
  isTextMap: ([pairsMax, lengthMax]: number[]) => ({
    type: 'object',
    maxProperties: pairsMax,
    propertyNames: { type: 'string', minLength: 1, maxLength: lengthMax },
    additionalProperties: { type: 'string', maxLength: lengthMax },
  }),
  isLength: ([min, max]: number[]) => ({ minLength: min, ...(max === undefined ? {} : { maxLength: max }) }),
  min: ([min]: number[]) => ({ minimum: min }),
  max: ([max]: number[]) => ({ maximum: max }),
  matches: ([pattern]: RegExp[]) => ({ pattern: pattern?.source }),
  arrayMinSize: ([min]: number[]) => ({ minItems: min }),
  arrayMaxSize: ([max]: number[]) => ({ maxItems: max }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** class-transformer knows the class behind @Type; asking it to make one is its only public way to tell. */
function nestedClassOf(Dto: DtoClass, property: string): DtoClass {
  const probe = plainToInstance(Dto, { [property]: [{}] }) as Record<string, object[] | undefined>;
  const Nested = probe[property]?.[0]?.constructor as DtoClass | undefined;
  if (!Nested || Nested === (Object as unknown)) throw new Error(`${Dto.name}.${property} needs @Type(() => …).`);
  return Nested;
}
