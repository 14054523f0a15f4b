/** What the bytes of code page 037 mean, as ICU and Python have it. */
const base =
  '\x00\x01\x02\x03\x9c\x09\x86\x7f\x97\x8d\x8e\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x9d\x85\x08\x87\x18\x19\x92\x8f\x1c\x1d\x1e\x1f' +
  '\x80\x81\x82\x83\x84\x0a\x17\x1b\x88\x89\x8a\x8b\x8c\x05\x06\x07\x90\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9a\x9b\x14\x15\x9e\x1a' +
  ' \xa0âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬' +
  '-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@\'="' +
  'Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤' +
  'µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×' +
  '{ABCDEFGHI\xadôöòóõ}JKLMNOPQR¹ûüùúÿ' +
  '\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\x9f';

/** Where the others differ from it. */
const differences: Record<string, Record<number, string>> = {
  cp037: {},
  cp500: { 74: '[', 79: '!', 90: ']', 95: '^', 176: '¢', 186: '¬', 187: '|' },
  cp1140: { 159: '€' },
  cp273: {
    67: '{',
    74: 'Ä',
    79: '!',
    89: '~',
    90: 'Ü',
    95: '^',
    99: '[',
    106: 'ö',
    124: '§',
    161: 'ß',
    176: '¢',
    181: '@',
    186: '¬',
    187: '|',
    188: '‾',
    192: 'ä',
    204: '¦',
    208: 'ü',
    220: '}',
    224: 'Ö',
    236: '\\',
    252: ']',
  },
  cp1026: {
    72: '{',
    74: 'Ç',
    79: '!',
    90: 'Ğ',
    91: 'İ',
    95: '^',
    104: '[',
    106: 'ş',
    121: 'ı',
    123: 'Ö',
    124: 'Ş',
    127: 'Ü',
    140: '}',
    141: '`',
    142: '¦',
    161: 'ö',
    172: ']',
    173: '$',
    174: '@',
    176: '¢',
    186: '¬',
    187: '|',
    192: 'ç',
    204: '~',
    208: 'ğ',
    220: '\\',
    224: 'ü',
    236: '#',
    252: '"',
  },
};

export const isEbcdic = (charset: string): boolean => Object.hasOwn(differences, charset);

/** Text of IBM's mainframes, which share no letter with ASCII. */
export const decodeEbcdic = (bytes: Uint8Array, charset: string): string => {
  const table = [...base];
  for (const [byte, character] of Object.entries(differences[charset] ?? {})) table[Number(byte)] = character;
  const pieces: string[] = [];
  for (const byte of bytes) pieces.push(table[byte] ?? '');
  // Its line end is none elsewhere.
  return pieces.join('').replaceAll('\x85', '\n');
};
