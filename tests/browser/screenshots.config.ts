// How `cargo xtask screenshots` makes pictures of every page kind: the browser of the tests, other widths.
import tests from './playwright.config';

export default { ...tests, testMatch: 'screenshots.ts', use: { ...tests.use, trace: 'off' as const } };
