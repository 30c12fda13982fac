import { GraphqlFault, type GraphqlField } from "./graphql-document.ts";

/** A type with those of its fields that the twin knows; those without a type of their own are scalars. */
export type Shape = {
  readonly name: string;
  readonly scalars: readonly string[];
  readonly objects?: Readonly<Record<string, Shape>>;
};

export const USER: Shape = {
  name: "User",
  scalars: ["id", "email", "clientBalance", "currentSpendPerHr", "spendLimit", "underBalance"],
};

/** Third-party clients ask for the fields of a machine. */
export const POD: Shape = {
  name: "Pod",
  scalars: ["id", "name", "imageName", "desiredStatus", "costPerHr", "ports", "gpuCount"],
  objects: {
    machine: {
      name: "PodMachineInfo",
      scalars: ["gpuDisplayName", "location", "supportPublicIp", "secureCloud", "maxDownloadSpeedMbps"],
    },
  },
};

export const GPU_TYPE: Shape = {
  name: "GpuType",
  scalars: [
    "id",
    "displayName",
    "memoryInGb",
    "secureCloud",
    "communityCloud",
    "securePrice",
    "communityPrice",
    "maxGpuCount",
    "maxGpuCountSecureCloud",
    "maxGpuCountCommunityCloud",
  ],
  objects: {
    lowestPrice: {
      name: "LowestPrice",
      scalars: ["stockStatus", "uninterruptablePrice", "minimumBidPrice", "countryCode"],
    },
  },
};

/** @throws GraphqlFault for a field that the type doesn't have, and for a selection that is missing or too much */
export function checkSelection({ name, fields }: GraphqlField, shape: Shape): void {
  if (fields === undefined || fields.length === 0)
    throw new GraphqlFault(`Field "${name}" of type "${shape.name}" must have a selection of subfields.`);
  for (const field of fields) {
    const below = shape.objects?.[field.name];
    if (below !== undefined) checkSelection(field, below);
    else if (shape.scalars.includes(field.name)) checkScalar(field);
    else throw new GraphqlFault(`Cannot query field "${field.name}" on type "${shape.name}".`);
  }
}

export function checkScalar({ name, fields }: GraphqlField): void {
  if (fields !== undefined) throw new GraphqlFault(`Field "${name}" must not have a selection.`);
}

type Value = Readonly<Record<string, unknown>>;

/** Of a value what was asked for. */
export function project(value: Value, fields: readonly GraphqlField[] = []): Value {
  return Object.fromEntries(
    fields.map(({ name, fields: below }) => {
      const found = value[name];
      return [name, isValue(found) ? project(found, below) : (found ?? null)];
    }),
  );
}

function isValue(found: unknown): found is Value {
  return typeof found === "object" && found !== null;
}
