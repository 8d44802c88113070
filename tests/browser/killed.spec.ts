// The browser dies in the middle of sending, and is started again: what was chosen is there, and sending goes
// on from where it was.
import { expect, test } from './watched';
import { Applicant, eligible, PERSON, SERVICE } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';
import { KillableBrowser } from './killable';
import { Link } from './link';

/** Of the bytes of a package, how many may be sent in all. */
const MOST_SENT = 1.05;

test('the browser is killed while it sends: started again, it goes on from there', async () => {
  const endpoint = await Endpoint.start();
  const link = await Link.to(endpoint);
  const browser = new KillableBrowser();
  try {
    const applicant = new Applicant(await browser.start(), 'id', link.url);
    await applicant.openForm();
    await applicant.answer(eligible());
    await applicant.enter(PERSON);
    await applicant.attach('passport', pdf('passport.pdf', 1_900_000));
    await applicant.attach('itk', pdf('permit.pdf', 1_900_000));
    await applicant.attach('special-requirements', pdf('contract.pdf', 1_200_000));
    await applicant.filesAreRight(3);

    const before = link.count.received;
    const sent = () => link.count.received - before;
    link.faults = { bytesPerSecond: 500_000 };
    await applicant.send();
    await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThan(2_000_000);
    await browser.kill();
    expect(sent()).toBeLessThan(4_000_000);
    expect(endpoint.packages()).toEqual([]);

    // Nobody but the applicant's own eyes knows that it died: they open the page again, and wait.
    const again = new Applicant(await browser.start(), 'id', link.url);
    await again.page.goto(`${link.url}/id/services/${SERVICE}/apply/`);
    await expect(again.receipt).toBeVisible({ timeout: 60_000 });

    // Had the second half been sealed otherwise than the first, nobody could open it.
    const { stored, size } = endpoint.theOnePackage();
    expect(stored).toMatch(/\.age$/);
    console.log(`${size} bytes arrived, ${sent()} were sent: ${(sent() / size).toFixed(4)} times as many`);
    expect(sent() / size).toBeLessThanOrEqual(MOST_SENT);
  } finally {
    await browser.remove();
    await link.close();
    await endpoint.remove();
  }
});
