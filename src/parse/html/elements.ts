const words = (list: string): Set<string> => new Set(list.split(' '));

/** All that HTML has, or had: another name in angle brackets is a type, an address, or something to be filled in. */
const elements = words(
  'a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button ' +
    'canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset ' +
    'figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins ' +
    'kbd label legend li link main map mark marquee menu meta meter nav nobr noframes noscript object ol optgroup option ' +
    'output p param picture pre progress q rp rt ruby s samp script section select small source span strike strong style ' +
    'sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr',
);

/** They mean something alone. */
export const alone = words('br hr img wbr');

/** HTML lets one leave out their ends. */
export const endless = words('dd dt li option p tbody td tfoot th thead tr');

/** Between words that they stand between there is a space. */
export const breaks = words('br dd div dt h1 h2 h3 h4 h5 h6 hr li p td th tr');

export const isElement = (name: string): boolean => elements.has(name);
