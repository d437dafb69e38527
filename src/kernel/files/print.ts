import sharp from 'sharp';

/** What a picture looks like, in 64 bits: of eight rows of nine grey squares, whether each is darker than the next (difference hash). Two takes
 *  of one scene differ in few bits, two scenes in about half. Nothing where a picture shows too little to tell it from others. */
export async function printOf(picture: Buffer): Promise<string | null> {
  const grey = await sharp(picture).greyscale().resize(9, 8, { fit: 'fill' }).raw().toBuffer();
  let bits = '';
  for (let row = 0; row < 8; row++) for (let x = 0; x < 8; x++) bits += grey[row * 9 + x]! < grey[row * 9 + x + 1]! ? '1' : '0';
  const ones = bits.replaceAll('0', '').length;
  return ones < leastBits || ones > 64 - leastBits ? null : bits;
}

const leastBits = 6;
