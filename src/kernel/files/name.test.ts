import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attachmentHeader, claimsImage, cleanName } from './name.ts';

test('file names', () => {
  for (const [given, ending, clean] of [
    ['../../etc/passwd', 'txt', 'passwd.txt'],
    ['C:\\Users\\Mario\\foto.jpeg', 'webp', 'foto.webp'],
    ['fattura\u202Efdp.exe', 'pdf', 'fatturafdp.pdf'],
    ['a\u0000b\r\nc\u200B.pdf', 'pdf', 'abc.pdf'],
    ['  .hidden.  ', 'txt', 'hidden.txt'],
    ['', 'pdf', 'file.pdf'],
    ['...', 'pdf', 'file.pdf'],
    ['Perche\u0301.docx', 'docx', 'Perché.docx'],
    ['a<b>"c".txt', 'txt', 'a_b__c_.txt'],
    ['verbale 3.12', 'pdf', 'verbale 3.12.pdf'],
  ] as const)
    assert.equal(cleanName(given, ending), clean);
  assert.equal([...cleanName('à'.repeat(300), 'pdf')].length, 120);
  assert.deepEqual(['a.JPG', 'b.heic ', 'c.jpg.exe', 'jpg'].map(claimsImage), [true, true, false, false]);
  assert.equal(
    attachmentHeader('Perché "no" 100%.pdf'),
    `attachment; filename="Perch_ _no_ 100_.pdf"; filename*=UTF-8''Perch%C3%A9%20%22no%22%20100%25.pdf`,
  );
});

test('property: a clean name is harmless, stable, and fits in a header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      const clean = cleanName(name, 'pdf');
      assert.doesNotMatch(clean, /[\p{Cc}\p{Cf}\\/<>:"|?*]|^\./u);
      assert.ok([...clean].length <= 120 && clean.endsWith('.pdf') && clean.length > 4);
      assert.match(attachmentHeader(clean), /^[\x20-\x7E]+$/);
    }),
  );
});
