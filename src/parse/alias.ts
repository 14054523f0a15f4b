/** Parameters that say how a reader came to a page, or which visit it is, and never which page. */
const trackingNames: ReadonlySet<string> = new Set([
  ...['fbclid', 'gclid', 'dclid', 'gbraid', 'wbraid', 'msclkid', 'yclid', 'twclid', 'ttclid', 'igshid', 'igsh'],
  ...['cmp', 'cmpid', 'ocid', 'ncid', 'xtor', 'smid', 'emc', 'partner', 'ref', 'ref_src', 'rss', 'spm', 'mkt_tok'],
  ...['vero_id', 'oly_anon_id', 'oly_enc_id', 'wickedid', 'phpsessid', 'jsessionid'],
]);

/** Google, the BBC, comScore, Mailchimp, HubSpot, Matomo. */
const trackingPrefixes = ['utm_', 'at_', 'ns_', 'mc_', '_hs', 'pk_', 'mtm_'];

const isTracking = (parameter: string): boolean => {
  const equals = parameter.indexOf('=');
  const name = (equals < 0 ? parameter : parameter.slice(0, equals)).toLowerCase();
  return trackingNames.has(name) || trackingPrefixes.some((prefix) => name.startsWith(prefix));
};

/** Without the tracking parameters; with `mark` before the rest, if there is one. */
const kept = (mark: string, parameters: string): string => {
  const rest = parameters
    .split(/&(?:amp;)?/)
    .filter((parameter) => parameter !== '' && !isTracking(parameter))
    .join('&');
  return rest === '' ? '' : mark + rest;
};

/** What a place within a page is called there, unless it only counts: some feeds number the versions of an entry so. */
const fragmentOf = (fragment: string): string => (/^\d{0,3}$/.test(fragment) ? '' : kept('#', fragment));

/** At the end of a path. */
const session = /;jsessionid=[\w.!-]{1,200}$/i;
const index = /\/(?:index\.[a-z]{3,5})?$/i;

export const isWebUrl = (text: string): boolean => /^(?:https?:)?\/\//i.test(text);

/**
 * What is left of a web URL without what changes though the page stays the same: scheme and host, tracking parameters,
 * the name of an index file, a slash at the end. `''`: the site itself.
 */
export const pagePathOf = (url: string): string => {
  const place = url.slice(url.indexOf('//') + 2);
  const end = place.search(/[/?#]/);
  if (end < 0) return '';
  const hash = place.indexOf('#', end);
  const page = hash < 0 ? place.slice(end) : place.slice(end, hash);
  const query = page.indexOf('?');
  const path = query < 0 ? page : page.slice(0, query);
  return (
    path.replace(session, '').replace(index, '') +
    (query < 0 ? '' : kept('?', page.slice(query + 1))) +
    (hash < 0 ? '' : fragmentOf(place.slice(hash + 1)))
  );
};
