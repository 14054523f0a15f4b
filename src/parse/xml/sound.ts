/** Of a tag or an attribute. `special` has to do with namespaces, with XML itself or with the case of letters. */
type Soundness = 'plain' | 'special' | 'none';

const soundnessOf = (name: string): Soundness => {
  if (/^(?:[a-z][a-z\d_-]*|isPermaLink)$/.test(name) && name !== 'xmlns') return 'plain';
  return /^[a-z_\u0080-\uffff][\w.\u0080-\uffff-]*(?::[\w.\u0080-\uffff-]+)?$/i.test(name) ? 'special' : 'none';
};

const known = new Map<string, Soundness>();

/** Documents of all feeds together use few names; what one of them makes up is not to stay for ever. */
const maxKnown = 2_000;

/** Whether a name is one. What begins like a tag may be a comparison, a heart or a mail address. */
export const soundness = (name: string): Soundness => {
  let found = known.get(name);
  if (found === undefined) {
    found = soundnessOf(name);
    if (known.size >= maxKnown) known.clear();
    // A copy, as part of a document a name would keep all of it.
    if (name.length < 50) known.set(Buffer.from(name).toString(), found);
  }
  return found;
};
