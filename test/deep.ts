/** Why a long test is not run: the default suite ends within ten minutes, `npm run test:deep` runs everything. */
export const onlyDeep: false | string = process.env.ARENGO_DEEP === '1' ? false : 'ARENGO_DEEP=1 only (npm run test:deep)';
