export type AvailabilityLevel = "NONE" | "LOW" | "MEDIUM" | "HIGH";
export type CloudName = "SECURE" | "COMMUNITY";

export type DataCenterStock = {
  readonly id: string;
  readonly cloud: CloudName;
  availability: AvailabilityLevel;
  /** Of hosts of the community. @default true */
  readonly hasPublicIp?: boolean;
  /** @default 1000 */
  readonly downloadMbps?: number;
};

/** One GPU type; a price that is absent means that the type isn't sold in that cloud. */
export type GpuStock = {
  readonly id: string;
  readonly name: string;
  readonly memoryGib: number;
  readonly secureUsdPerHour?: number;
  readonly communityUsdPerHour?: number;
  readonly dataCenters: DataCenterStock[];
};

export type DataCenterFacts = {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly country: string;
  readonly globalNetwork: boolean;
  /** Those it has, the usual one first. */
  readonly volumeTypes: readonly ("STANDARD" | "HIGH_PERFORMANCE")[];
};

export const DATA_CENTERS: readonly DataCenterFacts[] = [
  {
    id: "US-KS-2",
    name: "US Kansas 2",
    region: "NORTH_AMERICA",
    country: "US",
    globalNetwork: true,
    volumeTypes: ["STANDARD", "HIGH_PERFORMANCE"],
  },
  {
    id: "US-IL-1",
    name: "US Illinois 1",
    region: "NORTH_AMERICA",
    country: "US",
    globalNetwork: false,
    volumeTypes: ["STANDARD"],
  },
  {
    id: "EU-RO-1",
    name: "EU Romania 1",
    region: "EUROPE",
    country: "RO",
    globalNetwork: true,
    volumeTypes: ["STANDARD"],
  },
  {
    id: "EUR-IS-1",
    name: "Europe Iceland 1",
    region: "EUROPE",
    country: "IS",
    globalNetwork: false,
    volumeTypes: [],
  },
];

/** Prices and places are made up, near to those of 2026; a test that depends on one states its own stock. */
export function defaultStock(): GpuStock[] {
  return [
    {
      id: "NVIDIA GeForce RTX 4090",
      name: "RTX 4090",
      memoryGib: 24,
      secureUsdPerHour: 0.69,
      communityUsdPerHour: 0.34,
      dataCenters: [
        { id: "US-KS-2", cloud: "SECURE", availability: "HIGH" },
        { id: "US-IL-1", cloud: "COMMUNITY", availability: "LOW" },
        { id: "EU-RO-1", cloud: "SECURE", availability: "MEDIUM" },
      ],
    },
    {
      id: "NVIDIA RTX A5000",
      name: "RTX A5000",
      memoryGib: 24,
      secureUsdPerHour: 0.27,
      communityUsdPerHour: 0.16,
      dataCenters: [
        { id: "US-IL-1", cloud: "SECURE", availability: "MEDIUM" },
        { id: "US-KS-2", cloud: "COMMUNITY", availability: "MEDIUM" },
      ],
    },
    {
      id: "NVIDIA H100 80GB HBM3 MIG 1g.24gb",
      name: "H100 MIG 24 GB",
      memoryGib: 24,
      secureUsdPerHour: 0.1,
      dataCenters: [{ id: "US-KS-2", cloud: "SECURE", availability: "HIGH" }],
    },
    {
      id: "NVIDIA GeForce RTX 3070",
      name: "RTX 3070",
      memoryGib: 8,
      communityUsdPerHour: 0.13,
      dataCenters: [{ id: "EUR-IS-1", cloud: "COMMUNITY", availability: "HIGH" }],
    },
  ];
}

/** @throws when it is none of the twin's */
export function factsOf(dataCenterId: string): DataCenterFacts {
  const facts = DATA_CENTERS.find(({ id }) => id === dataCenterId);
  if (facts === undefined)
    throw new Error(`The stock names the data center ${dataCenterId}, which stock.ts doesn't list.`);
  return facts;
}

export function usdPerHourOf(gpu: GpuStock, cloud: CloudName): number | undefined {
  return cloud === "SECURE" ? gpu.secureUsdPerHour : gpu.communityUsdPerHour;
}

export function placesOf(gpu: GpuStock, cloud: CloudName): DataCenterStock[] {
  return usdPerHourOf(gpu, cloud) === undefined
    ? []
    : gpu.dataCenters.filter((place) => place.cloud === cloud);
}

/** The best of several levels. */
export function bestAvailability(levels: readonly AvailabilityLevel[]): AvailabilityLevel {
  const order: readonly AvailabilityLevel[] = ["HIGH", "MEDIUM", "LOW"];
  return order.find((level) => levels.includes(level)) ?? "NONE";
}
