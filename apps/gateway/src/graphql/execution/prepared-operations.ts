import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  separateOperations,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import { isStorable } from '../../edge/json-body.js';
import { aliasesMax, costMax, depthMax, errorsMax, tokensMax } from './limits.js';
import { type OperationCost, operationCost } from './operation-cost.js';
import { mistakeOf, overLimit, RequestRefusal } from './request-refusal.js';
import { asksForSchema, fragmentsOf, shapeOf } from './selection-walk.js';

/** Texts remembered, and how long a remembered one may be: at most a few MB, whatever is sent. */
const textsMax = 200;
const textLengthMax = 16_000;

/** An operation that may run. */
export interface PreparedOperation {
  /** Holds this operation only: the engine compiles a text once, whichever of its operations comes first. */
  readonly source: string;
  readonly operation: OperationDefinitionNode;
  readonly cost: OperationCost;
}

interface Known {
  readonly document: DocumentNode;
  readonly operations: Map<string, PreparedOperation>;
}

/** Parses and checks a text when it is first seen, and remembers the checked ones. */
export class PreparedOperations {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly options: { readonly introspection: boolean },
  ) {}

  /** @throws RequestRefusal */
  prepare(text: string, operationName: string | undefined): PreparedOperation {
    const known = this.known.get(text) ?? this.learn(text);
    const name = operationName ?? '';
    let prepared = known.operations.get(name);
    if (!prepared) {
      prepared = this.prepareOne(text, known.document, operationName);
      known.operations.set(name, prepared);
    }
    return prepared;
  }

  /**
   * @returns nothing: the engine reads the variables itself
   * @throws RequestRefusal for variables of the wrong type, or that make the operation too expensive
   */
  check({ operation, cost }: PreparedOperation, variables: Readonly<Record<string, unknown>>): void {
    const definitions = operation.variableDefinitions ?? [];
    let values: Readonly<Record<string, unknown>> = {};
    if (definitions.length > 0) {
      const { errors, coerced } = getVariableValues(this.schema, definitions, variables, {
        maxErrors: errorsMax,
        hideSuggestions: !this.options.introspection,
      });
      if (errors) throw new RequestRefusal(errors.map(mistakeOf));
      values = coerced;
    }
    const total = cost(values);
    if (total > costMax) throw overLimit(`The operation costs ${total}; at most ${costMax} are allowed.`);
  }

  private learn(text: string): Known {
    const known: Known = { document: this.checkedDocument(text), operations: new Map() };
    if (text.length <= textLengthMax) {
      this.known.set(text, known);
      if (this.known.size > textsMax) this.known.delete(this.known.keys().next().value ?? '');
    }
    return known;
  }

  private checkedDocument(text: string): DocumentNode {
    const document = parsed(text);
    const mistakes = validate(this.schema, document, specifiedRules, {
      maxErrors: errorsMax,
      hideSuggestions: !this.options.introspection,
    });
    if (mistakes.length > 0) throw new RequestRefusal(mistakes.slice(0, errorsMax).map(mistakeOf));
    visit(document, {
      StringValue({ value }) {
        if (!isStorable(value))
          throw overLimit('A text holds a character that is not allowed (NUL or half a surrogate pair).');
      },
    });
    return document;
  }

  private prepareOne(text: string, document: DocumentNode, operationName: string | undefined): PreparedOperation {
    const operation = getOperationAST(document, operationName);
    if (!operation) throw overLimit('operationName must name one of the operations of the document.');
    if (!this.schema.getRootType(operation.operation)) throw overLimit(`There are no ${operation.operation}s here.`);
    const fragments = fragmentsOf(document);
    if (!this.options.introspection && asksForSchema(operation, fragments))
      throw overLimit('The schema cannot be asked for in production.');
    const { depth, aliases } = shapeOf(operation, fragments);
    if (aliases > aliasesMax)
      throw overLimit(`The operation has ${aliases} aliases; at most ${aliasesMax} are allowed.`);
    if (depth > depthMax) throw overLimit(`The operation is ${depth} levels deep; at most ${depthMax} are allowed.`);
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const alone = operations.length === 1 ? undefined : separateOperations(document)[operationName ?? ''];
    return { source: alone ? print(alone) : text, operation, cost: operationCost(this.schema, operation, fragments) };
  }
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: tokensMax });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('Parsing aborted')) throw overLimit(`The document has more than ${tokensMax} tokens.`);
    const { locations } = error;
    throw new RequestRefusal([{ code: 'malformed', message: error.message, ...(locations && { locations }) }]);
  }
}
