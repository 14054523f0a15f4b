import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { read, rss } from './document.ts';

const titled = (title: string, declaration = ''): string => declaration + rss('', `<title>${title}</title>`);

const declared = (charset: string): string => `<?xml version="1.0" encoding="${charset}"?>\n`;

const titleOf = async (bytes: Uint8Array, contentType?: string) => (await read(bytes, contentType)).feed.title;

describe('the charset of a document', () => {
  test('windows-1252 has curly quotes and dashes where ISO-8859-1 has controls', async () => {
    const text = titled('“Quotes” – and €', declared('windows-1252'));
    expect(await titleOf(iconv.encode(text, 'windows-1252'))).toBe('“Quotes” – and €');
  });

  test('a document that says ISO-8859-1 is read as windows-1252', async () => {
    const text = titled('It’s naïve', declared('ISO-8859-1'));
    expect(await titleOf(iconv.encode(text, 'windows-1252'))).toBe('It’s naïve');
  });

  test('Shift_JIS is read by its XML declaration', async () => {
    expect(await titleOf(iconv.encode(titled('日本語の見出し', declared('Shift_JIS')), 'shift_jis'))).toBe(
      '日本語の見出し',
    );
  });

  test('the HTTP header goes before the XML declaration', async () => {
    const bytes = iconv.encode(titled('Привет', declared('iso-8859-2')), 'windows-1251');
    expect(await titleOf(bytes, 'text/xml; charset="Windows-1251"')).toBe('Привет');
  });

  test('an HTTP header that says UTF-8 and is wrong gives way to the XML declaration', async () => {
    const bytes = iconv.encode(titled('Привет', declared('koi8-r')), 'koi8-r');
    expect(await titleOf(bytes, 'text/xml; charset=utf-8')).toBe('Привет');
  });

  test('bytes that are UTF-8 are read so, whatever the declaration says', async () => {
    expect(await titleOf(Buffer.from(titled('Übermut', declared('iso-8859-1'))))).toBe('Übermut');
  });

  test('a byte order mark goes before everything else', async () => {
    const bytes = iconv.encode(titled('Zwölf', declared('utf-8')), 'utf-16le', { addBOM: true });
    expect(await titleOf(bytes, 'text/xml; charset=iso-8859-1')).toBe('Zwölf');
  });

  test('UTF-16 is known by its first character too', async () => {
    expect(await titleOf(iconv.encode(titled('Zwölf'), 'utf-16be'))).toBe('Zwölf');
  });

  test('UTF-16 may begin with white space', async () => {
    for (const charset of ['utf-16le', 'utf-16be'])
      expect(await titleOf(iconv.encode(`\r\n \t${titled('Zwölf')}`, charset))).toBe('Zwölf');
  });

  test.each([
    ['a line', 'Connected\n'],
    ['a comment', '<!-- cached -->\n'],
    ['blank lines', '\n\n'],
    ['the mark of UTF-8', '\xef\xbb\xbf'],
  ])('a declaration behind %s counts', async (_, junk) => {
    const item = '<item><title>x</title><guid>1</guid></item>';
    const text = declared('koi8-r') + rss(item, '<title>Привет, мир</title>');
    const bytes = Buffer.concat([Buffer.from(junk, 'latin1'), iconv.encode(text, 'koi8-r')]);
    expect(await titleOf(bytes)).toBe('Привет, мир');
  });

  test('one stray byte does not make UTF-8 with its mark what the declaration says', async () => {
    const text = Buffer.from(`\ufeff${titled('Zwölf Übel', declared('iso-8859-2'))}`);
    expect(await titleOf(Buffer.concat([text.subarray(0, -20), Buffer.of(0xe9), text.subarray(-20)]))).toBe(
      'Zwölf Übel',
    );
  });

  test('a zero byte before a document is junk', async () => {
    expect(await titleOf(Buffer.from(`\0${titled('One', declared('utf-8'))}`))).toBe('One');
  });

  test('ISO-2022-JP is not taken for the ASCII that its bytes are', async () => {
    const bytes = Buffer.from(titled('\x1b$BF|K\\\x1b(B', declared('ISO-2022-JP')), 'latin1');
    expect(await titleOf(bytes)).toBe('日本');
  });

  test.each(['iso-2022-cn', 'iso-2022-cn-ext', 'iso-2022-foo', 'utf-7x', 'utf78', 'utf-7-imaps', 'x-user-defined'])(
    '%s fails no document',
    async (label) => {
      expect(await titleOf(Buffer.from(titled('Zwolf', declared(label))))).toBe('Zwolf');
      expect(await titleOf(Buffer.from(titled('Zwölf', declared(label))))).toBe('Zwölf');
      expect(await titleOf(Buffer.from(titled('Zwolf')), `text/xml; charset=${label}`)).toBe('Zwolf');
    },
  );

  test.each(['ISO-2022-JP', 'UTF-7', 'hz-gb-2312', 'ISO-2022-KR'])(
    'bytes that are UTF-8 are read so though they say %s, which has none of them',
    async (label) => {
      expect(await titleOf(Buffer.from(titled('Zwölf ~ 日本', declared(label))))).toBe('Zwölf ~ 日本');
      expect(await titleOf(Buffer.from(titled('Zwölf ~ 日本')), `text/xml; charset=${label}`)).toBe('Zwölf ~ 日本');
    },
  );

  test('a label of seven bits that the bytes disprove gives way to the next', async () => {
    const bytes = iconv.encode(titled('Привет', declared('koi8-r')), 'koi8-r');
    expect(await titleOf(bytes, 'text/xml; charset=iso-2022-jp')).toBe('Привет');
  });

  test('a label that nobody knows gives way to what the bytes are', async () => {
    const text = titled('Ünknown', declared('x-mine'));
    expect(await titleOf(iconv.encode(text, 'latin1'))).toBe('Ünknown');
    expect(await titleOf(Buffer.from(text))).toBe('Ünknown');
  });

  test('what servers say of all that they serve gives way to what the document says', async () => {
    const bytes = iconv.encode(titled('Привет', declared('windows-1251')), 'windows-1251');
    expect(await titleOf(bytes, 'text/xml; charset=ISO-8859-1')).toBe('Привет');
  });

  test('stray bytes in UTF-8 are windows-1252, and spoil nothing else', async () => {
    const bytes = Buffer.concat([
      Buffer.from('<rss><channel><title>Zürich '),
      Buffer.from([0x93, 0xe9, 0x94, 0xe2, 0x82]),
    ]);
    expect(await titleOf(Buffer.concat([bytes, Buffer.from(' 日本</title></channel></rss>')]))).toBe(
      'Zürich “é”â‚ 日本',
    );
  });

  test('a document that claims to be UTF-8 and is not is windows-1252', async () => {
    expect(await titleOf(iconv.encode(titled('It’s naïve', declared('utf-8')), 'windows-1252'))).toBe('It’s naïve');
  });

  test('ASCII that says UTF-16 is ASCII', async () => {
    expect(await titleOf(Buffer.from(titled('Plain', declared('utf-16'))))).toBe('Plain');
  });

  test('a character that the end of the body cuts in two loses nothing else', async () => {
    const bytes = Buffer.from(`${titled('Zwölf')}<!-- ö -->`);
    expect(await titleOf(bytes.subarray(0, -5))).toBe('Zwölf');
  });

  test.each([
    ['iso-8859-15', 'Œuvre 5 €'],
    ['windows-1250', 'Žluťoučký kůň'],
    ['windows-1253', 'Καλημέρα'],
    ['windows-1255', 'שלום'],
    ['koi8-u', 'Привіт'],
    ['ibm866', 'Привет'],
    ['macintosh', 'Été — “déjà”'],
    ['euc-jp', '日本語'],
    ['euc-kr', '한국어'],
    ['big5', '繁體中文'],
    ['gb2312', '简体中文'],
    ['utf-32le', 'Zwölf 日本'],
    ['utf-32be', 'Zwölf 日本'],
    ['utf-16be', 'Zwölf 日本'],
  ])('%s is read by its declaration', async (charset, title) => {
    expect(await titleOf(iconv.encode(titled(title, declared(charset)), charset))).toBe(title);
  });

  test.each([
    ['latin1', 'Zw\xf6lf', 'Zwölf'],
    ['L1', 'Zw\xf6lf', 'Zwölf'],
    ['ISO_8859-5:1988', '\xbf\xe0\xd8', 'При'],
    ['x-sjis', '\x93\xfa\x96\x7b', '日本'],
    ['ujis', '\xc6\xfc\xcb\xdc', '日本'],
    ['ks_c_5601-1987', '\xc7\xd1', '한'],
    ['chinese', '\xd6\xd0', '中'],
    ['ptcp154', '\x8a', 'Ҡ'],
    ['utf-7', 'Zw+APY-lf', 'Zwölf'],
    ['utf-7', 'A+B, C++, +- and Zw+APYA9g-lf +2D3eAA-', 'A+B, C++, + and Zwöölf 😀'],
    ['hz-gb-2312', '~{VPND~} ~~ A', '中文 ~ A'],
    ['iso-2022-kr', '\x1b$)C\x0eGQ19\x0f A', '한국 A'],
  ])('%s is a label that is understood', async (label, bytes, title) => {
    expect(await titleOf(Buffer.from(titled(bytes, declared(label)), 'latin1'))).toBe(title);
  });

  test.each(['cp037', 'IBM500', 'cp1140', 'cp273'])('EBCDIC is known by its first bytes: %s', async (label) => {
    // Letters and digits stand in the same places in all of them; signs of XML in those that this text keeps to.
    const letters = 'abcdefghi       jklmnopqr        stuvwxyz';
    const byteOf = (sign: string): number => {
      const place = letters.indexOf(sign.toLowerCase());
      const signs: Record<string, number> = {
        '<': 0x4c,
        '>': 0x6e,
        '/': 0x61,
        '?': 0x6f,
        '=': 0x7e,
        '.': 0x4b,
        ' ': 0x40,
      };
      if (sign === '"') return 0x7f;
      if (/\d/.test(sign)) return 0xf0 + Number(sign);
      if (/[a-z]/i.test(sign)) return (sign < 'a' ? 0xc1 : 0x81) + place;
      return signs[sign] ?? 0x40;
    };
    const text = `<?xml version="1.0" encoding="${label}"?>${titled('Zwei Briefe')}`;
    expect(await titleOf(Uint8Array.from([...text].map(byteOf)))).toBe('Zwei Briefe');
  });
});
