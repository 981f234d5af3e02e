/** A JSON schema as the API describes its kinds. */
export interface Schema {
    $ref?: string;
    allOf?: Schema[];
    oneOf?: Schema[];
    anyOf?: Schema[];
    type?: string;
    format?: string;
    description?: string;
    default?: unknown;
    enum?: unknown[];
    properties?: Record<string, Schema>;
    additionalProperties?: Schema | boolean;
    items?: Schema;
    required?: string[];
    'x-kubernetes-int-or-string'?: boolean;
    'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** A step on the way to a field: the name of a field, or a place in a list. */
export type Step = string | number;

export interface Fault {
    path: Step[];
    /** `key` where the name is wrong, `value` where what stands there is. */
    at: 'key' | 'value';
    /** Of the words that follow. */
    message: string;
    words: string[];
}

const MOST_FAULTS = 100;

/** What one kind consists of. */
export class KindSchema {
    readonly #root: Schema;
    readonly #schemas: Record<string, Schema>;

    constructor(document: { root: string; schemas: Record<string, Schema> }) {
        this.#schemas = document.schemas;
        this.#root = document.schemas[document.root] ?? {};
    }

    /** A reference, and the wrapping that gives it a description of its own, become what they mean. */
    resolve(schema: Schema | undefined): Schema | undefined {
        let at = schema;
        let described: string | undefined;
        for (let turns = 0; at && turns < 10; turns++) {
            described ??= at.description;
            const ref = at.$ref ?? (at.allOf?.length === 1 ? at.allOf[0]?.$ref : undefined);
            if (!ref) {
                return described && described !== at.description ? { ...at, description: described } : at;
            }
            at = this.#schemas[ref.replace('#/components/schemas/', '')];
        }
        return at;
    }

    /** What stands at a path; undefined where the kind has no such field, or says nothing of it. */
    at(path: readonly Step[]): Schema | undefined {
        let schema = this.resolve(this.#root);
        for (const step of path) {
            schema = this.resolve(typeof step === 'number' ? schema?.items : this.#field(schema, step));
        }
        return schema;
    }

    #field(schema: Schema | undefined, name: string): Schema | undefined {
        const further = schema?.additionalProperties;
        const own = schema?.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
        return own ?? (typeof further === 'object' ? further : undefined);
    }

    /** Names of the fields that may stand at a path. */
    fields(path: readonly Step[]): [string, Schema, boolean][] {
        const schema = this.at(path);
        return Object.entries(schema?.properties ?? {}).map(([name, field]) => [name, this.resolve(field) ?? {}, schema?.required?.includes(name) ?? false]);
    }

    /** What is wrong with a value, as far as the schema says. */
    check(value: unknown): Fault[] {
        const faults: Fault[] = [];
        this.#check(value, this.#root, [], faults);
        return faults;
    }

    #check(value: unknown, given: Schema | undefined, path: Step[], faults: Fault[]): void {
        const schema = this.resolve(given);
        if (!schema || value === null || value === undefined || faults.length >= MOST_FAULTS) {
            return;
        }
        const wrong = mismatch(value, schema);
        if (wrong) {
            faults.push({ path, at: 'value', message: 'expected', words: [wrong] });
            return;
        }
        if (schema.enum && !schema.enum.includes(value)) {
            faults.push({ path, at: 'value', message: 'one-of', words: [schema.enum.join(', ')] });
        }
        if (Array.isArray(value)) {
            value.forEach((item, index) => this.#check(item, schema.items, [...path, index], faults));
        } else if (typeof value === 'object') {
            this.#checkFields(value as Record<string, unknown>, schema, path, faults);
        }
    }

    #checkFields(value: Record<string, unknown>, schema: Schema, path: Step[], faults: Fault[]): void {
        const closed = schema.properties && !schema.additionalProperties && !schema['x-kubernetes-preserve-unknown-fields'];
        for (const [name, inside] of Object.entries(value)) {
            const field = this.#field(schema, name);
            if (!field && closed) {
                faults.push({ path: [...path, name], at: 'key', message: 'unknown', words: [name] });
            }
            this.#check(inside, field, [...path, name], faults);
        }
        for (const name of schema.required ?? []) {
            if (value[name] === undefined) {
                faults.push({ path, at: 'key', message: 'required', words: [name] });
            }
        }
    }
}

/** The type that is wanted, where the value is of another. */
function mismatch(value: unknown, schema: Schema): string | undefined {
    if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string' || schema.oneOf || schema.anyOf || !schema.type) {
        return undefined;
    }
    const fits = {
        string: typeof value === 'string', boolean: typeof value === 'boolean', number: typeof value === 'number',
        integer: typeof value === 'number' && Number.isInteger(value), array: Array.isArray(value),
        object: typeof value === 'object' && !Array.isArray(value),
    }[schema.type];
    return fits === false ? schema.type : undefined;
}
