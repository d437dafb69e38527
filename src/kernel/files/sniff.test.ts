import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { sniff } from './sniff.ts';
import { docx, odt, openUploads, plainImage, zip } from './uploads.testing.ts';

const { files, stored, refusedWith, close } = await openUploads();
after(close);

test('what is not what it says', async () => {
  const exe = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), Buffer.alloc(500)]);
  const elf = Buffer.concat([Buffer.from('\x7FELF\x02\x01\x01\0', 'latin1'), Buffer.alloc(500)]);
  assert.equal(await refusedWith(exe, 'foto.jpg'), 'files.not-an-image');
  assert.equal(await refusedWith(exe, 'documento.pdf'), 'files.kind-not-allowed');
  assert.equal(await refusedWith(elf, 'programma'), 'files.kind-not-allowed');
  assert.equal(await refusedWith(Buffer.from('GIF89a<script>alert(1)</script>'), 'a.gif'), 'files.not-an-image');
  const jpeg = await plainImage(900, 900).jpeg().toBuffer();
  assert.equal(await refusedWith(jpeg.subarray(0, jpeg.length / 2), 'tagliata.jpg'), 'files.not-an-image');
  assert.equal(await refusedWith(Buffer.from('testo'), 'foto.png'), 'files.not-an-image');
  assert.equal(await refusedWith(Buffer.from('%PDF-1.7\n%%EOF'), 'relazione.pdf', 'image'), 'files.not-an-image');
});

test('SVG, HTML, scripts and archives are refused under any name', async () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><svg onload="alert(1)"/>',
    '\uFEFF  \n<!DOCTYPE html><script>alert(1)</script>',
    '<!-- --><html>',
    '#!/bin/sh\nrm -rf /',
    'a\0b',
    '\x1B[2J',
  ])
    for (const name of ['a.svg', 'a.txt', 'a.pdf'])
      assert.equal(await refusedWith(Buffer.from(text), name), 'files.kind-not-allowed', text);
  for (const bytes of [
    Buffer.from([0x1f, 0x8b, 8, 0, 0]),
    Buffer.from('Rar!\x1A\x07\0'),
    Buffer.from('7z\xBC\xAF\x27\x1C', 'latin1'),
    zip({ 'a.txt': 'a' }),
    Buffer.from([0xfe, 0xff, 0, 0x41]),
  ])
    assert.equal(await refusedWith(bytes, 'a.txt'), 'files.kind-not-allowed');
});

test('documents are kept as they are and only ever downloaded', async () => {
  for (const [name, bytes, kept, type] of [
    ['Relazione.PDF', Buffer.from('%PDF-1.7\nciao\n%%EOF'), 'Relazione.pdf', 'application/pdf'],
    ['note.txt', Buffer.from('Perché no?\r\n'), 'note.txt', 'text/plain; charset=utf-8'],
    ['verbale.odt', zip(odt), 'verbale.odt', 'application/vnd.oasis.opendocument.text'],
    [
      'conti.ods',
      zip({ ...odt, mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }),
      'conti.ods',
      'application/vnd.oasis.opendocument.spreadsheet',
    ],
    ['bando.docx', zip(docx), 'bando.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    [
      'tabella.exe',
      zip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }),
      'tabella.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
  ] as const) {
    const document = await stored(bytes, name);
    assert.deepEqual([document.kind, document.name, document.type, document.size], ['document', kept, type, bytes.length]);
    assert.equal(document.id.split('.')[0], createHash('sha256').update(bytes).digest('hex'));
    assert.deepEqual(await files.read(document.id, 'small', document.name), { bytes, type, attachment: kept });
  }
});

test('archives that are two things, or more than they say, are refused', async () => {
  const refused: Record<string, Buffer> = {
    'macro Word': zip({ ...docx, 'word/vbaProject.bin': 'x' }),
    'macro OpenDocument': zip({ ...odt, 'Basic/script-lc.xml': 'x' }),
    Java: zip({ ...docx, 'META-INF/MANIFEST.MF': 'x' }),
    'path outside': zip({ ...docx, '../../etc/passwd': 'x' }),
    'absolute path': zip({ ...docx, '/etc/passwd': 'x' }),
    bomb: zip(docx, '', 0x7fffffff),
    'something after it': zip(docx, 'tail'),
    'something before it': Buffer.concat([Buffer.from('PK\x03\x04junk'), zip(docx)]),
    'something inside, unlisted': Buffer.concat([zip(docx).subarray(0, -22), Buffer.from('junk'), zip(docx).subarray(-22)]),
    'too many entries': zip({ ...docx, ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, ''])) }),
    'cut off': zip(docx).subarray(0, 90),
    'another OpenDocument': zip({ ...odt, mimetype: 'application/vnd.oasis.opendocument.graphics' }),
    'PDF and archive at once': Buffer.concat([Buffer.from('%PDF-1.7\n%%EOF'), zip({ 'Evil.class': 'x' })]),
  };
  for (const [what, bytes] of Object.entries(refused))
    assert.equal(await refusedWith(bytes, 'a.docx'), 'files.kind-not-allowed', what);
});

test('property: no bytes at all make the sniffer fall over', () => {
  const starts = fc.constantFrom('', 'PK\x03\x04', '%PDF-', 'RIFF', 'PK\x05\x06', '\x89PNG\r\n\x1A\n');
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 200 }), fc.boolean(), (start, bytes, closed) => {
      sniff(Buffer.concat([Buffer.from(start, 'latin1'), bytes, closed ? zip(docx).subarray(-22) : Buffer.alloc(0)]));
    }),
  );
});
