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
  /** What the drivers of its hosts can do, in the order in which the hosts are given to whoever says nothing of it. @default 12.8 */
  readonly cudaVersions?: readonly string[];
  /** How long its hosts pull an image. @default as long as pods take to come up */
  readonly pullS?: number;
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
  /** Live answers have it as the place's name, too. */
  readonly id: string;
  readonly region: string;
  readonly country: string;
  readonly globalNetwork: boolean;
  /** Those it has, the usual one first. */
  readonly volumeTypes: readonly ("STANDARD" | "HIGH_PERFORMANCE")[];
};

export const DATA_CENTERS: readonly DataCenterFacts[] = [
  {
    id: "US-KS-2",
    region: "NORTH_AMERICA",
    country: "US",
    globalNetwork: true,
    volumeTypes: ["STANDARD", "HIGH_PERFORMANCE"],
  },
  {
    id: "US-IL-1",
    region: "NORTH_AMERICA",
    country: "US",
    globalNetwork: false,
    volumeTypes: ["STANDARD"],
  },
  {
    id: "EU-RO-1",
    region: "EUROPE",
    country: "RO",
    globalNetwork: true,
    volumeTypes: ["STANDARD"],
  },
  {
    id: "EUR-IS-1",
    region: "EUROPE",
    country: "IS",
    globalNetwork: false,
    volumeTypes: [],
  },
];

/** Both were available in a live catalogue of 2026-08-20; whoever asks for no version gets what nobody else can use. */
const OLD_FIRST = ["12.4", "12.8"] as const;

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
        { id: "US-KS-2", cloud: "SECURE", availability: "HIGH", cudaVersions: OLD_FIRST },
        { id: "US-IL-1", cloud: "COMMUNITY", availability: "LOW", cudaVersions: OLD_FIRST },
        { id: "EU-RO-1", cloud: "SECURE", availability: "MEDIUM", cudaVersions: OLD_FIRST },
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
