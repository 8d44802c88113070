// A link that cuts, resets, falls silent and loses answers: an application arrives over it whole, once, with
// nobody's help, and next to nothing of it is sent twice.
import { expect, test } from './watched';
import { Applicant, eligible, PERSON } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

/** How many times as many bytes as the package has may be sent, requests' heads included. */
const MOST_SENT = 1.05;

let endpoint: Endpoint;
let link: Link;
test.beforeEach(async () => {
  endpoint = await Endpoint.start();
  link = await Link.to(endpoint);
});
test.afterEach(async () => {
  await link.close();
  await endpoint.remove();
});

/** Fills in a form with this many documents of 1.6 MB each, three at least. */
async function fillIn(applicant: Applicant, documents: number) {
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.enter(PERSON);
  const document = (_: unknown, number: number) => pdf(`document-${number}.pdf`, 1_600_000);
  const [passport, itk, ...others] = Array.from({ length: documents }, document);
  await applicant.attach('passport', passport);
  await applicant.attach('itk', itk);
  await applicant.attach('special-requirements', ...others);
  await applicant.filesAreRight(documents);
}

/** Sends, lets `happen` happen, waits for the receipt, and holds that little was sent twice. */
async function arrives(applicant: Applicant, happen: () => Promise<void>, timeout: number) {
  const before = link.count.received;
  const started = performance.now();
  await applicant.send();
  await happen();
  await expect(applicant.receipt).toBeVisible({ timeout });
  const seconds = (performance.now() - started) / 1000;

  const { size } = endpoint.theOnePackage();
  const sent = link.count.received - before;
  const share = (sent / size).toFixed(4);
  console.log(`${size} bytes in ${seconds.toFixed(0)} s; sent: ${sent}, ${share} times as many`, link.count);
  expect(sent / size).toBeLessThanOrEqual(MOST_SENT);
}

test('ten megabytes over a link with every fault arrive unattended', async ({ page }) => {
  test.setTimeout(330_000);
  const applicant = new Applicant(page, 'en', link.url);
  await fillIn(applicant, 7);
  const everyFault = async () => {
    link.faults = {
      cutEverySeconds: 5,
      resetEverySeconds: 11,
      stallEverySeconds: 17,
      losesAnswer: (answer) => answer % 7 === 0,
      bytesPerSecond: 400_000,
    };
  };
  await arrives(applicant, everyFault, 300_000);
  // Each of them was met, or this has shown nothing.
  for (const fault of ['cuts', 'resets', 'stalls', 'lostAnswers'] as const) {
    expect(link.count[fault], fault).toBeGreaterThan(0);
  }
});

test('the phone changes its network twice while it sends', async ({ page }) => {
  const applicant = new Applicant(page, 'id', link.url);
  await fillIn(applicant, 4);
  link.faults = { bytesPerSecond: 500_000 };
  const changeNetworks = async () => {
    for (const bytes of [2_000_000, 4_000_000]) {
      await expect.poll(() => link.count.received, { intervals: [50], timeout: 30_000 }).toBeGreaterThan(bytes);
      link.changeAddress();
    }
  };
  await arrives(applicant, changeNetworks, 90_000);
});
