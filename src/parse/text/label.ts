/** Labels that mean, in practice, a larger charset than they say (as the WHATWG encoding standard has it), or that no decoder knows. */
const meant = new Map(
  Object.entries({
    'utf-8': 'utf u8 utf8ucs2 utf8ucs4 cp65001 unicode11utf8 unicode20utf8 xunicode20utf8',
    'utf-16': 'u16 unicode iso10646ucs2 ucs2 csunicode unicodefeff',
    'utf-16le': 'unicodelittleunmarked',
    'utf-16be': 'unicodebigunmarked unicodefffe',
    'utf-32': 'u32 ucs4 iso10646ucs4',
    'utf-7': 'u7 unicode11utf7 csunicode11utf7 utf7imap',
    'windows-1252':
      'iso88591 iso8859 latin1 latin l1 csisolatin1 isoir100 ibm819 cp819 ascii usascii ansix341968 ansi 646 iso646irv1991',
    'windows-1254': 'iso88599 latin5 l5 csisolatin5 isoir148',
    'windows-874': 'iso885911 tis620 tis62025290 tis62025291',
    gb18030: 'gb2312 gbk xgbk gb180302000 eucgb2312cn euccn chinese csgb2312 csiso58gb231280 isoir58 cp936 ms936',
    big5: 'big5tw csbig5 cnbig5 xxbig5 cp950 xmactradchinese',
    'big5-hkscs': 'hkscs big5hkscs',
    shift_jis:
      'sjis xsjis mskanji csshiftjis windows31j cp932 ms932 shiftjis2004 sjis2004 shiftjisx0213 sjisx0213 xmacjapanese',
    'euc-jp': 'xeucjp ujis eucjp eucjis2004 eucjisx0213 jisx0213 cseucpkdfmtjapanese',
    'euc-kr': 'uhc ksx1001 ksc5601 ksc56011987 ksc56011989 korean cp949 ms949 windows949 cseuckr isoir149 xmackorean',
    'iso-2022-jp': 'iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp2004 iso2022jpext',
    'iso-2022-kr': 'iso2022kr csiso2022kr',
    'hz-gb-2312': 'hz hzgb hzgb2312',
    pt154: 'ptcp154 cp154 csptcp154 cyrillicasian',
    rk1048: 'kz1048 strk10482002',
    hproman8: 'cp1051 roman8 r8 ibm1051',
    cp861: 'cpis',
    cp866: 'cp866u',
    cp1125: 'ruscii',
    maccenteuro: 'maclatin2 maccentraleurope',
    cp037: '037 ibm037 ibm039 csibm037 ebcdiccpus ebcdiccpca ebcdiccpwt ebcdiccpnl',
    cp500: '500 ibm500 csibm500 ebcdiccpbe ebcdiccpch',
    cp1140: '1140 ibm1140',
    cp273: '273 ibm273 csibm273',
    cp1026: '1026 ibm1026 csibm1026',
  }).flatMap(([charset, labels]) => labels.split(' ').map((label): [string, string] => [label, charset])),
);

const iso8859 = /^iso8859(1[0-6]|[1-9])(?:19|20)\d\d$/;

/** The charset that a label means, whatever signs it is written with. */
export const charsetNamed = (label: string): string => {
  const name = label.toLowerCase().trim();
  const bare = name.replace(/[^a-z\d]/g, '').replace(iso8859, 'iso8859$1');
  return meant.get(bare) ?? (bare.startsWith('iso8859') ? bare : name.replaceAll('_', '-'));
};
