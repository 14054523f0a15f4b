const english = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Where two of them use one name for two months, the earlier one here is right. */
const languages = [
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'ru',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'sk',
  'hu',
  'ro',
  'tr',
  'el',
]
  .concat([
    'uk',
    'be',
    'bg',
    'sr',
    'sr-Latn',
    'mk',
    'bs',
    'hr',
    'sl',
    'lt',
    'lv',
    'et',
    'is',
    'ca',
    'gl',
    'eu',
    'cy',
    'ga',
  ])
  .concat(['sq', 'mt', 'id', 'ms', 'vi', 'az', 'kk', 'uz', 'ka', 'hy', 'he', 'ar', 'fa', 'hi', 'bn', 'af', 'sw', 'eo']);

/** Without what is written or left out at will: accents, dots, capitals. */
const plain = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/[\p{M}.’'ʼ]/gu, '')
    .toLowerCase();

/** As it stands alone and beside a day, in full and in short: some languages decline it. */
const formats = (['long', 'short'] as const).flatMap((month) => [{ month }, { month, day: 'numeric' as const }]);

const namesIn = (language: string): [string, number][] =>
  formats.flatMap((format) => {
    const formatter = new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC', calendar: 'gregory' });
    return english.map((_, month): [string, number] => {
      const parts = formatter.formatToParts(Date.UTC(2024, month, 15));
      return [plain(parts.find(({ type }) => type === 'month')?.value ?? ''), month];
    });
  });

/** Made when the first date needs it: most never do. */
let known: Map<string, number> | null = null;

const everywhere = (): Map<string, number> => {
  if (known) return known;
  known = new Map();
  for (const [name, month] of languages.flatMap(namesIn)) {
    // A number is no name.
    if (/\p{L}/u.test(name) && !known.has(name)) known.set(name, month);
  }
  return known;
};

/** The month that a word names, in any of many languages; `null`: none. January is 0. */
export const monthOf = (word: string): number | null => {
  const name = plain(word);
  const month = english.indexOf(name.slice(0, 3));
  return month >= 0 && /^[a-z]+$/.test(name) ? month : (everywhere().get(name) ?? null);
};
