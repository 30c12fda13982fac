/** A field that is asked for; without a selection `fields` is absent. */
export type GraphqlField = {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly fields?: readonly GraphqlField[];
};

/** One operation with one field at its root. */
export type GraphqlOperation = { readonly kind: "query" | "mutation"; readonly root: GraphqlField };

/** What the API answers with `errors`; Apollo's code for it, or RunPod's. */
export class GraphqlFault extends Error {
  override readonly name = "GraphqlFault";
  readonly code: string;

  constructor(message: string, code = "GRAPHQL_VALIDATION_FAILED") {
    super(message);
    this.code = code;
  }
}

/** Which type a variable has to have that is given as the whole `input` of a field. */
const INPUTS: Readonly<Record<string, string>> = {
  gpuTypes: "GpuTypeFilter",
  lowestPrice: "GpuLowestPriceInput",
  pod: "PodFilter",
  podFindAndDeployOnDemand: "PodFindAndDeployOnDemandInput",
  podStop: "PodStopInput",
  podTerminate: "PodTerminateInput",
};

const token = /[\s,]+|(?<token>[{}()[\]:$!=]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)/gy;

type Variables = Readonly<Record<string, unknown>>;

/** Reads one operation of the language, as far as clients of RunPod use it. @throws GraphqlFault */
export function parseOperation(query: string, variables: Variables): GraphqlOperation {
  const parser = createParser(tokenize(query), variables);
  const operation = parser.operation();
  parser.end();
  return operation;
}

function tokenize(query: string): string[] {
  const matches = [...query.matchAll(token)];
  const length = matches.reduce((sum, [text]) => sum + text.length, 0);
  if (length !== query.length) throw new GraphqlFault("Syntax Error", "GRAPHQL_PARSE_FAILED");
  return matches.flatMap(({ groups }) => groups?.["token"] ?? []);
}

type Parser = { operation(): GraphqlOperation; end(): void };

function createParser(tokens: string[], variables: Variables): Parser {
  const types = new Map<string, string>();
  const used = new Set<string>();
  const peek = (): string | undefined => tokens[0];

  function take(wanted?: string | RegExp): string {
    const found = tokens.shift() ?? "<EOF>";
    const isRight = wanted instanceof RegExp ? wanted.test(found) : wanted === undefined || wanted === found;
    if (!isRight) throw new GraphqlFault(`Syntax Error: Unexpected ${found}.`, "GRAPHQL_PARSE_FAILED");
    return found;
  }

  function takeName(): string {
    return take(/^[A-Za-z_]/);
  }

  /** Items until the closing token. */
  function listTo<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (peek() !== close) items.push(item());
    take(close);
    return items;
  }

  function declareVariable(): void {
    take("$");
    const name = takeName();
    take(":");
    const type = takeName();
    const isRequired = peek() === "!" && take("!") === "!";
    if (isRequired && (variables[name] ?? undefined) === undefined)
      throw new GraphqlFault(
        `Variable "$${name}" of required type "${type}!" was not provided.`,
        "BAD_USER_INPUT",
      );
    types.set(name, type);
  }

  function value(wantedType?: string): unknown {
    const text = take();
    if (text === "$") return variable(wantedType);
    if (text === "{") return Object.fromEntries(listTo("}", pair));
    if (text === "[") return listTo("]", () => value());
    if (/^["\d-]/.test(text)) return JSON.parse(text);
    return { true: true, false: false, null: null }[text] ?? text;
  }

  function variable(wantedType?: string): unknown {
    const name = takeName();
    const type = types.get(name);
    if (type === undefined) throw new GraphqlFault(`Variable "$${name}" is not defined.`);
    if (wantedType !== undefined && type !== wantedType)
      throw new GraphqlFault(
        `Variable "$${name}" of type "${type}" used in position expecting type "${wantedType}".`,
      );
    used.add(name);
    return variables[name];
  }

  function pair(wantedType?: string): [string, unknown] {
    const name = takeName();
    take(":");
    return [name, value(wantedType)];
  }

  function field(): GraphqlField {
    const name = takeName();
    const hasArgs = peek() === "(" && take() === "(";
    const args = hasArgs ? Object.fromEntries(listTo(")", () => pair(INPUTS[name]))) : {};
    if (peek() !== "{") return { name, args };
    take("{");
    return { name, args, fields: listTo("}", field) };
  }

  return {
    operation() {
      const kind = peek() === "{" || take(/^(?:query|mutation)$/) === "query" ? "query" : "mutation";
      if (/^[A-Za-z_]/.test(peek() ?? "")) take();
      if (peek() === "(") {
        take("(");
        listTo(")", declareVariable);
      }
      take("{");
      const [root, ...others] = listTo("}", field);
      if (root === undefined || others.length > 0)
        throw new GraphqlFault("The twin takes one field at a time.");
      return { kind, root };
    },
    end() {
      const unused = [...types.keys()].find((name) => !used.has(name));
      if (unused !== undefined) throw new GraphqlFault(`Variable "$${unused}" is never used.`);
      if (tokens.length > 0) throw new GraphqlFault("Syntax Error", "GRAPHQL_PARSE_FAILED");
    },
  };
}
