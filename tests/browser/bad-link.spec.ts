// A link that cuts, resets, falls silent and loses answers, all at once: a large application arrives over it
// whole, with nobody's help, and next to nothing of it is sent twice.
import { expect, test } from '@playwright/test';
import { Applicant, eligible, PERSON } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

/** Of the bytes of a package, how many may be sent in all. */
const MOST_SENT = 1.05;

test('ten megabytes over a bad link arrive whole, once, unattended', async ({ page }) => {
  test.setTimeout(300_000);
  const endpoint = await Endpoint.start();
  const link = await Link.to(endpoint);
  try {
    const applicant = new Applicant(page, 'en', link.url);
    await applicant.openForm();
    await applicant.answer(eligible());
    await applicant.enter(PERSON);
    await applicant.attach('passport', pdf('passport.pdf', 1_900_000));
    await applicant.attach('itk', pdf('permit.pdf', 1_900_000));
    const contracts = [1, 2, 3, 4].map((number) => pdf(`contract-${number}.pdf`, 1_600_000));
    await applicant.attach('special-requirements', ...contracts);

    const before = { ...link.count };
    const started = performance.now();
    link.faults = {
      cutEverySeconds: 5,
      resetEverySeconds: 11,
      stallEverySeconds: 17,
      losesAnswer: (answer) => answer % 7 === 0,
      bytesPerSecond: 400_000,
    };
    await applicant.send();
    await expect(applicant.receipt).toBeVisible({ timeout: 280_000 });
    const seconds = (performance.now() - started) / 1000;

    const { size } = endpoint.theOnePackage();
    expect(size).toBeGreaterThan(10_000_000);
    const sent = link.count.received - before.received;
    console.log(
      `${size} bytes arrived in ${seconds.toFixed(0)} s, ${sent} were sent: ${(sent / size).toFixed(4)} times as many`,
      link.count,
    );
    expect(sent / size).toBeLessThanOrEqual(MOST_SENT);
    // Each of the faults was met, or this has shown nothing.
    for (const fault of ['cuts', 'resets', 'stalls', 'lostAnswers'] as const) {
      expect(link.count[fault], fault).toBeGreaterThan(before[fault]);
    }
  } finally {
    await link.close();
    await endpoint.remove();
  }
});
