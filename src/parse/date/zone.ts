/** In hours east of UTC: the zones of RFC 822, and others that are seen. Of those that mean several, the one that feeds mean. */
const zones: ReadonlyMap<string, number> = new Map([
  ...Object.entries({ Z: 0, UT: 0, UTC: 0, GMT: 0, WET: 0, ETC: 0 }),
  ...Object.entries({ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8 }),
  ...Object.entries({ ET: -5, CT: -6, MT: -7, PT: -8, HST: -10, AST: -4, ADT: -3, NST: -3.5, NDT: -2.5 }),
  ...Object.entries({ BRT: -3, BRST: -2, ART: -3, CLT: -4, CLST: -3, COT: -5, PET: -5, VET: -4 }),
  ...Object.entries({ BST: 1, IST: 5.5, WEST: 1, CET: 1, MET: 1, MEZ: 1, CEST: 2, MEST: 2, MESZ: 2, EET: 2, EEST: 3 }),
  ...Object.entries({ MSK: 3, MSD: 4, TRT: 3, SAST: 2, EAT: 3, WAT: 1, CAT: 2, IRST: 3.5, PKT: 5, NPT: 5.75, WIB: 7 }),
  ...Object.entries({ ICT: 7, SGT: 8, HKT: 8, PHT: 8, JST: 9, KST: 9, AWST: 8, ACST: 9.5, ACDT: 10.5, AEST: 10 }),
  ...Object.entries({ AEDT: 11, NZST: 12, NZDT: 13 }),
]);

const offset = /^\s*(?:[a-z]{1,4}\s?)?([+\u2212-])(\d{1,2})(?:(?::(\d{2}))|(\d{2}))?(?![\d:])/i;
const name = /^\s*\(?([a-z]{1,5})\b(?:\/[a-z_]+)*\)?/i;

export interface Zone {
  /** Minutes east of UTC. */
  east: number;
  /** Characters that name it. */
  length: number;
}

const utc: Zone = { east: 0, length: 0 };

/** The zone that a text begins with, as it stands after a time of day. Any other word is none, and leaves it at UTC. */
export const zoneOf = (text: string): Zone => {
  const shifted = offset.exec(text);
  if (shifted) {
    const [{ length }, sign, hours, minutes, together] = shifted;
    const east = 60 * Number(hours) + Number(minutes ?? together ?? 0);
    return { east: sign === '+' ? east : -east, length };
  }
  const named = name.exec(text);
  const hours = zones.get(named?.[1]?.toUpperCase() ?? '');
  return named && hours !== undefined ? { east: 60 * hours, length: named[0].length } : utc;
};
