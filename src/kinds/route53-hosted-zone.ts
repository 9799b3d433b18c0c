import { isWithin, publicZones } from "../aws/hosted-zones";
import type { Lookup } from "../engine/kind";
import { hostNotInZone, noHostedZone, severalHostedZones } from "../problems";

interface Spec {
  /** Its domain name, or its id where two have the same name. */
  readonly Zone: string;
  /** What has to be able to stand in it. */
  readonly Hosts: readonly string[];
}

interface Outputs {
  readonly id: string;
  readonly name: string;
}

/** A public hosted zone that somebody else has made. Throws where two have the name, and where a host has no place in it. */
export const route53HostedZone: Lookup<Spec, Outputs, "Zone" | "Hosts"> = {
  type: "route53.hosted-zone",
  noun: "hosted-zone",
  title: { en: "hosted zone", ja: "ホストゾーン" },
  key: ["Zone", "Hosts"],
  reads: ["route53:ListHostedZones"],

  async observe(aws, { Zone, Hosts }) {
    const found = (await publicZones(aws)).filter(({ id, name }) => id === Zone || name === Zone);
    if (found.length > 1) throw severalHostedZones({ name: Zone, ids: found.map(({ id }) => id) });
    const [zone] = found;
    const outside = zone && Hosts.find((host) => !isWithin(host, zone.name));
    if (outside) throw hostNotInZone({ host: outside, zone: zone.name });
    return zone && { spec: {}, outputs: zone };
  },

  missing: ({ Zone }) => noHostedZone({ zone: Zone }),
};
